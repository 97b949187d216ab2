using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// A call that takes the place of another (RFC 3891), which is how an attended transfer ends. Call-ID and tags pass us, so the party
/// that holds the replaced dialog knows it by the same Replaces; what is needed is the way to that party. It is in the sealed Contact
/// that the transferor had of it and named in its Refer-To: the token opens with the Call-ID in Replaces, since that is its call's.
/// </summary>
internal static class CallReplacement
{
    /// <summary>Finds the party that holds the replaced dialog. False when the call is refused.</summary>
    /// <param name="services">What the node has for calls.</param>
    /// <param name="server">The caller's transaction.</param>
    /// <param name="request">The INVITE.</param>
    /// <param name="caller">The caller, whose class of service holds here too.</param>
    /// <param name="number">The number by which the caller knows the party.</param>
    /// <param name="party">The party; untouched when the INVITE is for a number like any other.</param>
    public static bool TryFind(CallServices services, ServerTransaction server, SipMessage request, in Caller caller, out Number number, ref CallTarget? party)
    {
        number = default;
        var callId = ReplacedDialog.CallId(request);
        if (callId.IsEmpty) return true;
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        if (!services.Contacts.TryOpen(request[request.RequestUri], callId, plain, out var token)) return true;

        DialledNumber.TryRead(request, out number);
        var over = token.PeerConnector == default ? null : services.Routing.Current.FindConnector(new ConnectorId(token.PeerConnector));
        if (!IsAllowed(caller, token, over))
        {
            CallSetup.Refuse(services, server, request, caller, CallCause.TransitForbidden, caller.Connector, number, status: 403);
            return false;
        }
        var trunk = over is null ? null : services.Trunks.Find(over.Id);
        if (over is not null && (trunk is null || !over.Trunk.Usable) || InDialogRequests.FlowOf(services, token, default) is not { } flow)
        {
            CallSetup.Refuse(services, server, request, caller, CallCause.TrunkDown, over, number, over?.Trunk.Status?.Cause);
            return false;
        }
        party = new CallTarget(flow, number, Trunk: trunk, Uri: token.Target.ToArray(), Over: over, IsSeenBehindNat: token.IsPeerBehindNat);
        return true;
    }

    /// <summary>Over a connector only local parties are reached, unless it allows transit, and never the one that the call came by.</summary>
    private static bool IsAllowed(in Caller caller, in DialogToken token, ConnectorRoute? over) =>
        caller.Connector is null ? token.PeerConnector == default || over is { Enabled: true }
        : token.PeerConnector == default || (caller.Connector.AllowTransit && over is { Enabled: true } && over.Id != caller.Connector.Id);
}
