namespace SystemConnector.Grains.Hosting;

/// <summary>How this node takes part in the cluster. Section "Cluster".</summary>
public sealed class NodeOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Cluster";

    /// <summary>The node's name in states and logs. Default: the machine's name.</summary>
    public string NodeName { get; set; } = Environment.MachineName;

    /// <summary>TCP port for other nodes, 1–65535; 0 takes a free one. Default: 0.</summary>
    public int SiloPort { get; set; }
}
