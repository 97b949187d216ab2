using SystemConnector.Contracts.Numbers;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>Who a new call or message is from, whom it is for, and with which credentials it goes there.</summary>
internal static class RequestAddressing
{
    /// <summary>Says it.</summary>
    /// <param name="parts">Where the values are written.</param>
    /// <param name="request">The caller's request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="target">Where the request is offered.</param>
    /// <param name="flow">The way there.</param>
    /// <param name="outgoing">Gets the values.</param>
    public static void Fill(ref MessageWriter parts, SipMessage request, in Caller caller, CallTarget target, in Flow flow, ref OutgoingRequest outgoing)
    {
        CallerPresentation.Fill(ref parts, request, caller, target, flow, ref outgoing);

        Span<byte> digits = stackalloc byte[2 * Number.MaxLength + 2];
        var start = parts.Length;
        if (target.Trunk is { } trunk)
        {
            var length = target.Range?.WriteNumber(target.Number, digits) ?? target.Number.Write(digits);
            OurUri.Write(ref parts, digits[..length], trunk.HostPort.Span);
            outgoing.To = outgoing.RequestUri = parts.Since(start);
            outgoing.Credentials = trunk.Credentials;
            outgoing.Challenge = trunk.Challenge;
            // As it registered with us (RFC 3327), or as its registrar asked of us (RFC 3608).
            outgoing.Routes = target.Location is { } registered ? registered.Path : trunk.ServiceRoute.Span;
        }
        else
        {
            OurUri.Write(ref parts, digits[..target.Number.Write(digits)], flow);
            outgoing.To = parts.Since(start);
        }
        if (target.Uri is { } uri) outgoing.RequestUri = uri;
        if (target.Trunk is not null || target.Location is not { } location) return;
        outgoing.RequestUri = location.Contact;
        outgoing.Routes = location.Path;
    }
}
