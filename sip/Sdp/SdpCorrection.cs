namespace SystemConnector.Sip.Sdp;

/// <summary>Which connection addresses a correction replaces. A hold (0.0.0.0) and multicast always stay.</summary>
public enum SdpCorrection : byte
{
    /// <summary>Private addresses alone: a public one was put there on purpose.</summary>
    Private,

    /// <summary>All, names included.</summary>
    All,
}
