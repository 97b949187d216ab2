namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A node of the cluster as it says of itself; whether it lives, the membership says.</summary>
internal sealed class NodeRow
{
    public int Number { get; set; }

    public string Name { get; set; } = "";

    /// <summary>The address of its silo with the generation.</summary>
    public string Silo { get; set; } = "";

    public string Link { get; set; } = "";

    /// <summary>Its SIP sockets in JSON.</summary>
    public string Sockets { get; set; } = "[]";

    public bool Ready { get; set; }

    public bool Draining { get; set; }

    public string Version { get; set; } = "";

    /// <summary>Unix milliseconds.</summary>
    public long StartedAt { get; set; }

    /// <summary>Unix milliseconds; 0 while nobody found it gone.</summary>
    public long GoneSince { get; set; }
}
