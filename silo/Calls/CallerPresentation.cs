using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>What the called side is told of who calls: From, Contact, P-Asserted-Identity and Privacy.</summary>
internal static class CallerPresentation
{
    /// <summary>Says it.</summary>
    /// <param name="parts">Where the values are written.</param>
    /// <param name="request">The caller's request.</param>
    /// <param name="caller">The caller.</param>
    /// <param name="target">The called side.</param>
    /// <param name="flow">The way to the called side.</param>
    /// <param name="outgoing">Gets the values.</param>
    public static void Fill(ref MessageWriter parts, SipMessage request, in Caller caller, CallTarget target, in Flow flow, ref OutgoingRequest outgoing)
    {
        // 1. Who it is: a phone's proven extension, else what a trusted connector asserts, else what From says.
        Span<byte> digits = stackalloc byte[Number.MaxLength];
        var isAnonymous = CallerPrivacy.IsAnonymous(request[request.From.Uri]);
        scoped ReadOnlySpan<byte> user = default;
        ReadOnlySpan<byte> name = default;
        if (caller.Phone is { } phone)
        {
            user = digits[..phone.Number.Write(digits)];
            if (!isAnonymous) name = request[request.From.Display];
        }
        else if (IdentityHeaders.TryReadAsserted(request, caller.Connector, out var asserted, out name))
        {
            user = AsDialledHere(caller.Connector, asserted, digits);
            if (!name.IsEmpty) outgoing.FromName = name;
        }
        else if (!isAnonymous)
        {
            user = AsDialledHere(caller.Connector, IdentityHeaders.UserOf(request[request.From.Uri]), digits);
            name = request[request.From.Display];
        }

        // 2. Whether that is kept back, and from whom.
        var isRestricted = isAnonymous || CallerPrivacy.IsRequested(request);
        var isTrusted = target.Connector is { TrustIdentity: true };
        outgoing.HidesCaller = isRestricted && !isTrusted;
        if (isTrusted)
        {
            outgoing.Identity.Privacy = request.Find(HeaderName.Privacy);
            if (isAnonymous && outgoing.Identity.Privacy.IsEmpty) outgoing.Identity.Privacy = "id"u8;
        }
        if (target.Connector is not null && !user.IsEmpty && IdentityHeaders.IsToldTo(target.Connector, isRestricted))
            outgoing.Identity.Assert(ref parts, name, user, flow);

        // 3. From and Contact.
        if (isAnonymous || outgoing.HidesCaller)
        {
            outgoing.From = CallerPrivacy.AnonymousUri;
            outgoing.ContactUser = CallerPrivacy.AnonymousUser;
            return;
        }
        var start = parts.Length;
        parts.Write(user);
        outgoing.ContactUser = parts.Since(start);
        start = parts.Length;
        OurUri.Write(ref parts, target.Connector is { CallerIdentity: CallerIdentity.TrunkUser } ? target.Trunk!.UserPart.Span : user, flow);
        outgoing.From = parts.Since(start);
    }

    /// <summary>A number of the far side as it is dialled here, so that it can be called back; anything else as it is.</summary>
    private static ReadOnlySpan<byte> AsDialledHere(ConnectorRoute? connector, ReadOnlySpan<byte> user, Span<byte> digits) =>
        connector is not null && Number.TryParseDialled(user, out var written) && connector.TryReadNumber(written, out var dialled)
            ? digits[..dialled.Write(digits)]
            : user;
}
