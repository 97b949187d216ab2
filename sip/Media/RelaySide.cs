namespace SystemConnector.Sip.Media;

/// <summary>One of the two sides of a relayed call.</summary>
public enum RelaySide : byte
{
    /// <summary>Who sent the first INVITE.</summary>
    Caller,

    /// <summary>Whom it was for.</summary>
    Called,
}
