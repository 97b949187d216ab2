using SystemConnector.Contracts.Routing;

namespace SystemConnector.Contracts.Calls;

/// <summary>The one place where a cause becomes words, a SIP status, and advice. Pure.</summary>
public static class CallCauseText
{
    /// <summary>How long a caller is asked to wait where waiting helps, in seconds; 0 where it does not.</summary>
    public static int RetryAfter(CallCause cause) => cause switch
    {
        CallCause.TrunkDown or CallCause.NotAnswering or CallCause.CannotSend or CallCause.ChannelsFull or CallCause.TooManyPending => 10,
        CallCause.NoMediaPorts or CallCause.NodeStopping => 5,
        CallCause.TooManyCalls => 1,
        _ => 0,
    };

    /// <summary>The SIP status that a call gets which we refuse for the cause.</summary>
    public static int Status(CallCause cause) => cause switch
    {
        CallCause.NotANumber or CallCause.NumberUnknown or CallCause.TransitForbidden or CallCause.SiteUnknown => 404,
        CallCause.CallerUnknown or CallCause.WrongPassword => 401,
        CallCause.MalformedRequest => 400,
        CallCause.UnsupportedExtension => 420,
        CallCause.NoPhoneRegistered or CallCause.PhoneNotReachable or CallCause.PhoneRefused => 480,
        CallCause.Loop => 482,
        CallCause.TooManyHops => 483,
        CallCause.MessageTooLarge => 513,
        CallCause.AckMissing => 408,
        CallCause.ContactMissing => 502,
        _ => 503,
    };

    /// <summary>What the caller is told in a Reason header field (RFC 3326): ASCII without quotes, and no name of ours.</summary>
    public static ReadOnlySpan<byte> Reason(CallCause cause) => cause switch
    {
        CallCause.NotANumber => "What was dialled is not a number"u8,
        CallCause.NumberUnknown => "Nobody has this number"u8,
        CallCause.TransitForbidden => "Calls from this system reach local numbers only"u8,
        CallCause.TrunkDown => "The connector of this number is down"u8,
        CallCause.ChannelsFull => "All channels of the connector are in use"u8,
        CallCause.TooManyCalls => "Too many new calls at once for the connector"u8,
        CallCause.TooManyPending => "Too many calls wait for the system of this number"u8,
        CallCause.CannotSend => "The connector of this number cannot be reached from here"u8,
        CallCause.NotAnswering => "The connector of this number does not answer"u8,
        CallCause.FarSideRefusedCredentials => "The system of this number does not accept this one"u8,
        CallCause.FarSideRefused => "The system of this number refused the call"u8,
        CallCause.NoPhoneRegistered => "No phone is registered for this extension"u8,
        CallCause.PhoneNotReachable => "The phone of this extension does not answer"u8,
        CallCause.PhoneRefused => "The phone of this extension refused the call"u8,
        CallCause.Loop => "The call came back to a number that it was routed for before"u8,
        CallCause.TooManyHops => "The call passed too many systems"u8,
        CallCause.SiteUnknown => "No site has this domain"u8,
        CallCause.CallerUnknown => "The caller is not known here"u8,
        CallCause.WrongPassword => "The password is wrong"u8,
        CallCause.MalformedRequest => "The request is malformed"u8,
        CallCause.MessageTooLarge => "The request is too large"u8,
        CallCause.UnsupportedExtension => "An extension is required that is not supported"u8,
        CallCause.NoMediaPorts => "No port for media is free"u8,
        CallCause.NodeStopping => "This system is starting or stopping"u8,
        CallCause.AckMissing => "The answer was never acknowledged"u8,
        CallCause.ContactMissing => "The answer does not say where its sender is"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    /// <summary>What happened, in one sentence for a person, and the detail behind it.</summary>
    public static string Sentence(CallCause cause, in CauseSubject subject)
    {
        var number = subject.Number is { Length: > 0 } dialled ? dialled : "the number";
        var connector = subject.Connector is { Length: > 0 } name ? $"connector \"{name}\"" : "the connector";
        var answer = subject.Status > 0 ? $"{subject.Status} {subject.Phrase}".TrimEnd() : "a failure";
        var sentence = cause switch
        {
            CallCause.NotANumber => $"\"{number}\" is not a number of 1 to 15 digits, * and #.",
            CallCause.NumberUnknown => $"Nobody has {number}: it is no local number, and no connector's range holds it.",
            CallCause.TransitForbidden => $"Calls from {connector} reach local numbers only, and {number} lives at another connector.",
            CallCause.TrunkDown => $"{number} is reached over {connector}, which is down.",
            CallCause.ChannelsFull => $"All channels of {connector} are in use.",
            CallCause.TooManyCalls => $"More new calls in a second than {connector} may have.",
            CallCause.TooManyPending => $"Too many calls over {connector} wait for a first word of its far side.",
            CallCause.CannotSend => $"Nothing can be sent to the far side of {connector}.",
            CallCause.NotAnswering => $"The far side of {connector} did not answer the call in time.",
            CallCause.FarSideRefusedCredentials => $"The far side of {connector} did not accept our username and password for a call.",
            CallCause.FarSideRefused => $"The far side of {connector} answered {answer}.",
            CallCause.NoPhoneRegistered => $"No phone is registered for {number}.",
            CallCause.PhoneNotReachable => $"The phone of {number} cannot be reached or did not answer in time.",
            CallCause.PhoneRefused => $"The phone of {number} answered {answer}.",
            CallCause.Loop => $"The call came back for {number}, for which it was routed before: two systems send it to each other.",
            CallCause.TooManyHops => "The call passed so many systems that Max-Forwards came to zero.",
            CallCause.SiteUnknown => "The request names no SIP domain of a site, and no site is the default.",
            CallCause.CallerUnknown => "No connector has the caller's address, and no one has its username.",
            CallCause.WrongPassword => "The caller gave a wrong password.",
            CallCause.MalformedRequest => $"The request is not as RFC 3261 asks ({answer}).",
            CallCause.MessageTooLarge => "The message is too large, or would be on its way out.",
            CallCause.UnsupportedExtension => "The request demands a SIP extension that is not supported (Proxy-Require or Require).",
            CallCause.NoMediaPorts => "Every port for relayed media is in use.",
            CallCause.NodeStopping => "The node was starting or stopping.",
            CallCause.AckMissing => $"The call to {number} was answered, and the answer was never acknowledged, so that the answering side hangs up after 32 s.",
            CallCause.ContactMissing => $"The call to {number} was answered without a Contact, so that the answer could never be acknowledged, nor the call hung up.",
            _ => throw new ArgumentOutOfRangeException(nameof(cause)),
        };
        // A subject may stand at the beginning.
        if (char.IsAsciiLetterLower(sentence[0])) sentence = char.ToUpperInvariant(sentence[0]) + sentence[1..];
        return subject.Detail is { Length: > 0 } detail ? $"{sentence} {detail}" : sentence;
    }

    /// <summary>What to do about it, in one sentence for a person.</summary>
    public static string Advice(CallCause cause, int status = 0) => cause switch
    {
        CallCause.NotANumber => "Dial digits, or have the calling system send the number as the user part of the Request-URI.",
        CallCause.NumberUnknown => "Add the number to the site, or to the extension range of the connector behind which it lives.",
        CallCause.TransitForbidden => "Allow transit on the connector over which the call came, if it shall reach other systems through this one.",
        CallCause.TrunkDown => "See the state of the connector's trunk: it says what is wrong; it is tried again by itself.",
        CallCause.ChannelsFull => "Wait for calls to end, or raise the connector's limit of channels when the far side can take more.",
        CallCause.TooManyCalls => "Find out who calls so often (a dialler, a loop at the far side), or raise the connector's limit of calls per second.",
        CallCause.TooManyPending => "The far side is slow or gone: look there; the limit of pending transactions keeps it from costing others.",
        CallCause.CannotSend => "Check the connector's address and transport, this node's network, and Sip:Listen.",
        CallCause.NotAnswering => "Check that the far side runs, and the firewalls between; raise the connector's no-answer timeout if it is merely slow.",
        CallCause.FarSideRefusedCredentials => "Correct username or password on one of the two sides; they must be the same, and case counts.",
        CallCause.FarSideRefused => FarSideAdvice(status),
        CallCause.NoPhoneRegistered => "Check that the phone is on, and that its server, user name and password are right.",
        CallCause.PhoneNotReachable => "Check the phone's network; behind NAT it should keep its registration alive over TCP or register more often.",
        CallCause.PhoneRefused => "Nothing is wrong here: the phone was busy, declined, or is set to do not disturb.",
        CallCause.Loop => "Take the number out of the range on one of the two sides, or forbid transit there.",
        CallCause.TooManyHops => "Look for systems that send the call to each other in a circle.",
        CallCause.SiteUnknown => "Add the domain to a site, or make one site the default.",
        CallCause.CallerUnknown => "See the unmatched callers: assign the address to a connector, or correct the username there.",
        CallCause.WrongPassword => "Correct the password of the phone or of the far side.",
        CallCause.MalformedRequest => "Look at the sender: the reason phrase of the answer says what is wrong.",
        CallCause.MessageTooLarge => "Have the sender offer fewer codecs or header fields.",
        CallCause.UnsupportedExtension => "Switch the extension off at the sender, or make it Supported instead of Required.",
        CallCause.NoMediaPorts => "Widen the node's range of media ports.",
        CallCause.NodeStopping => "Call again.",
        CallCause.AckMissing => "A Contact or a firewall leads the ACK astray: switch NAT transformation on for the connector whose far side is behind NAT.",
        CallCause.ContactMissing => "The answering side, or a SIP helper before it, leaves the Contact out of its 200 OK: correct it or switch the helper off.",
        _ => throw new ArgumentOutOfRangeException(nameof(cause)),
    };

    /// <summary>The cause of a routing rule's outcome that sends the call nowhere; null when it goes somewhere.</summary>
    public static CallCause? Of(RouteOutcome outcome) => outcome switch
    {
        RouteOutcome.NotFound => CallCause.NumberUnknown,
        RouteOutcome.TrunkDown => CallCause.TrunkDown,
        RouteOutcome.ChannelsFull => CallCause.ChannelsFull,
        RouteOutcome.TransitForbidden => CallCause.TransitForbidden,
        RouteOutcome.NotANumber => CallCause.NotANumber,
        _ => null,
    };

    private static string FarSideAdvice(int status) => status switch
    {
        404 or 484 or 604 => "The far side does not have the number: correct the connector's range, strip and prepend, or add the number there.",
        401 or 403 or 407 => "The far side does not let this call in: check there from which address and as whom it accepts calls, and its dial plan.",
        415 or 488 or 606 => "The two sides have no codec or no kind of encryption in common: allow one on both.",
        480 or 486 or 600 or 603 => "Nothing is wrong here: the called party was busy, away or declined.",
        487 => "The far side ended the call itself before it was answered.",
        482 or 483 => "The far side sees the call go in a circle: look at the routing of both sides.",
        >= 500 and < 600 => "The far side has a problem of its own: look at its log.",
        _ => "Look at the far side's log for the reason.",
    };
}
