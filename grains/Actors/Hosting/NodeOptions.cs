namespace SystemConnector.Grains.Hosting;

/// <summary>How this node takes part in the cluster. Section "Cluster".</summary>
public sealed class NodeOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>The node's name in states and logs. Default: the machine's name.</summary>
    public string NodeName { get; set; } = Environment.MachineName;

    /// <summary>
    /// The IP address of this machine at which the other nodes reach it, for the silo and the link. Default: with Sqlite, where there is
    /// one node, 127.0.0.1; with PostgreSql it must be given.
    /// </summary>
    public string? Address { get; set; }

    /// <summary>TCP port at which the other nodes reach this silo, 1–65535; 0 takes a free one. Default: 0.</summary>
    public int SiloPort { get; set; }

    /// <summary>UDP port at which the other nodes' SIP reaches this node, 1–65535; 0 takes a free one. Default: 0.</summary>
    public int LinkPort { get; set; }

    /// <summary>How long a node that is told to stop finishes calls that are being set up, 0–10 minutes. Default: 30 seconds.</summary>
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(30);
}
