using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>One place where a call is offered: a trunk, a registered phone, or a SIP target of a local number.</summary>
/// <param name="Flow">How it is reached.</param>
/// <param name="Number">The number that is called there, before strip and prepend.</param>
/// <param name="Range">For a trunk: the range that holds the number.</param>
/// <param name="Trunk">For a trunk: its live side.</param>
/// <param name="Location">For a phone, or a trunk whose far side registered with us: where it did.</param>
/// <param name="Uri">For a SIP target, and for a party of a call that is replaced: its URI.</param>
/// <param name="At">For a trunk: which of its addresses, to be told whether it answered.</param>
/// <param name="Over">For a party of a call that is replaced: the connector over which it is reached; null for a local one.</param>
/// <param name="IsSeenBehindNat">For a local party of a call that is replaced: it was seen behind NAT in that call.</param>
internal sealed record CallTarget(
    Flow Flow, Number Number, RangeRoute? Range = null, Trunk? Trunk = null, Location? Location = null, byte[]? Uri = null, TrunkTarget? At = null, ConnectorRoute? Over = null,
    bool IsSeenBehindNat = false)
{
    /// <summary>The connector of a trunk.</summary>
    public ConnectorRoute? Connector => Range?.Connector ?? Over;

    /// <summary>True when it is known to be behind NAT before it was heard.</summary>
    public bool IsBehindNat => Connector is { } connector ? connector.NatTransformation : IsSeenBehindNat || Location is { } location && NatTransformation.IsNeeded(location);
}
