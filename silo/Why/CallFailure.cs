using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Why;

/// <summary>What is known of a call that failed, while its message is at hand.</summary>
/// <param name="cause">Why.</param>
/// <param name="site">The site that it belonged to.</param>
/// <param name="connector">The connector that the cause is about; null when it is about none.</param>
/// <param name="status">The status that the caller got.</param>
/// <param name="message">Its INVITE or a response to it.</param>
internal readonly ref struct CallFailure(CallCause cause, SiteId site, ConnectorRoute? connector, int status, SipMessage message)
{
    /// <summary>Why.</summary>
    public CallCause Cause => cause;

    /// <summary>The site that it belonged to.</summary>
    public SiteId Site => site;

    /// <summary>The connector that the cause is about; null when it is about none.</summary>
    public ConnectorRoute? Connector => connector;

    /// <summary>The status that the caller got.</summary>
    public int Status => status;

    /// <summary>Its INVITE or a response to it.</summary>
    public SipMessage Message => message;

    /// <summary>The number that was dialled; when it is not known, the user of the Request-URI or of To stands for it.</summary>
    public Number Number { get; init; }

    /// <summary>The reason phrase beside the status; empty for the usual one.</summary>
    public ReadOnlySpan<byte> Phrase { get; init; }

    /// <summary>One sentence more, for a person.</summary>
    public string? Detail { get; init; }
}
