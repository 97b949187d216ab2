using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Why;

/// <summary>What is known of a call that failed, while its message is at hand.</summary>
internal ref struct CallFailure
{
    /// <summary>Why.</summary>
    public required CallCause Cause;

    /// <summary>The site that it belonged to.</summary>
    public required SiteId Site;

    /// <summary>The connector that the cause is about; null when it is about none.</summary>
    public ConnectorRoute? Connector;

    /// <summary>The status that the caller got.</summary>
    public required int Status;

    /// <summary>Its INVITE or a response to it.</summary>
    public required SipMessage Message;

    /// <summary>The number that was dialled; when it is not known, the user of To stands for it.</summary>
    public Number Number;

    /// <summary>The reason phrase beside the status; empty for the usual one.</summary>
    public ReadOnlySpan<byte> Phrase;

    /// <summary>One sentence more, for a person.</summary>
    public string? Detail;
}
