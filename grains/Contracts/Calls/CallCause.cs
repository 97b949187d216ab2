namespace SystemConnector.Contracts.Calls;

/// <summary>Why a call was refused or failed. Each such call has exactly one; what it means and what to do says <see cref="CallCauseText"/>.</summary>
public enum CallCause : byte
{
    /// <summary>What was dialled is not a number.</summary>
    NotANumber,

    /// <summary>Nobody has the number.</summary>
    NumberUnknown,

    /// <summary>The call came over a connector without transit, and only another connector has the number.</summary>
    TransitForbidden,

    /// <summary>The connectors of the number are down or disabled.</summary>
    TrunkDown,

    /// <summary>All channels of the connector are in use.</summary>
    ChannelsFull,

    /// <summary>The connector has more new calls in a second than it may.</summary>
    TooManyCalls,

    /// <summary>Too many calls wait for a first word of the far side.</summary>
    TooManyPending,

    /// <summary>Nothing leads to the far side from this node: no address, no transport, or the system refuses to send.</summary>
    CannotSend,

    /// <summary>The far side was sent the call and did not answer in time.</summary>
    NotAnswering,

    /// <summary>The far side did not accept our username and password.</summary>
    FarSideRefusedCredentials,

    /// <summary>The far side answered with a failure.</summary>
    FarSideRefused,

    /// <summary>No phone is registered for the extension.</summary>
    NoPhoneRegistered,

    /// <summary>A phone is registered, but it cannot be reached or does not answer in time.</summary>
    PhoneNotReachable,

    /// <summary>The called phone answered with a failure: busy, declined.</summary>
    PhoneRefused,

    /// <summary>The call came back to a number for which it was routed before.</summary>
    Loop,

    /// <summary>Max-Forwards came to zero.</summary>
    TooManyHops,

    /// <summary>The request names no site of ours, and there is no default site.</summary>
    SiteUnknown,

    /// <summary>Nobody is known under that address or username.</summary>
    CallerUnknown,

    /// <summary>The caller gave a wrong password.</summary>
    WrongPassword,

    /// <summary>The message is not as RFC 3261 asks.</summary>
    MalformedRequest,

    /// <summary>The message, or what it would become on its way out, is too large.</summary>
    MessageTooLarge,

    /// <summary>It demands an extension that is not supported.</summary>
    UnsupportedExtension,

    /// <summary>No port for relayed media is free.</summary>
    NoMediaPorts,

    /// <summary>The node starts or stops.</summary>
    NodeStopping,

    /// <summary>The call was answered, and the answer was never acknowledged: the answering side hangs up after 32 s.</summary>
    AckMissing,

    /// <summary>The called side answered without a Contact, so that its answer can never be acknowledged.</summary>
    ContactMissing,
}
