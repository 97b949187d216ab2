namespace SystemConnector.Sip.Media;

/// <summary>What became of a session description.</summary>
public enum MediaMapping : byte
{
    /// <summary>It names no media that is relayed, or cannot be read: it passes as it came.</summary>
    AsItCame,

    /// <summary>It names our ports.</summary>
    Mapped,

    /// <summary>No ports are left for it, or it asks for more media than one call gets.</summary>
    NoPorts,

    /// <summary>The call is over.</summary>
    Closed,
}
