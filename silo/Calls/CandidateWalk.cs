using System.Collections.Immutable;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// The places at which a call is offered one after the other: the contacts of a connector's far side that registered with us, else its
/// addresses (RFC 3263 §4.3), then those of the next candidate; or the addresses of a local number's SIP target.
/// </summary>
internal struct CandidateWalk
{
    // Each place costs a CSeq number, and the caller time.
    private const int MostPlaces = 32;

    private readonly SipTargetPlaces? _local;
    private RangeRoute? _range;
    private Trunk? _trunk;
    private TrunkTargets? _targets;
    private ImmutableArray<Location> _contacts;
    private int _nextCandidate, _nextContact, _start, _tried, _places;

    /// <summary>Along the addresses of a SIP target; by default a walk goes along the candidates of a decision.</summary>
    public CandidateWalk(SipTargetPlaces local) => _local = local;

    /// <summary>How long nothing may be heard of the place that was given last before the next one is tried.</summary>
    public readonly TimeSpan NoAnswerTimeout => _range?.Connector.NoAnswerTimeout ?? SipTargetPlaces.NoAnswerTimeout;

    /// <summary>True when there may be another place.</summary>
    public readonly bool MayGoOn(in RouteDecision decision) => _nextCandidate < decision.Count || HasTarget();

    /// <summary>True when there is another place, as far as is known.</summary>
    public readonly bool CanGoOn(in RouteDecision decision)
    {
        if (HasTarget()) return true;
        for (var i = _nextCandidate; i < decision.Count; i++)
            if (decision.Candidate(i).Connector.Trunk.Usable) return true;
        return false;
    }

    /// <summary>The connector of the place that was given last is of no use, at whichever address.</summary>
    public void LeaveConnector() => (_targets, _contacts) = (null, []);

    /// <summary>The next place; null when there is none.</summary>
    public CallTarget? Next(CallServices services, in RouteDecision decision)
    {
        if (_places++ == MostPlaces) return null;
        if (_local is not null) return _local.Find(services.Node, ref _tried);
        while (true)
        {
            while (HasContact())
            {
                var contact = _contacts[_nextContact++];
                if (!services.Destinations.TryReach(contact, out var flow)) continue;
                _targets = null;
                return new CallTarget(flow, decision.Number, _range, _trunk, contact, At: _trunk!.Targets.Preferred);
            }
            if (_targets?.Next(ref _start, ref _tried) is { } at) return new CallTarget(at.Flow, decision.Number, _range, _trunk, At: at);
            if (_nextCandidate >= decision.Count) return null;
            var range = decision.Candidate(_nextCandidate++);
            // The first one was usable a moment ago; a later one may have gone down since.
            if (!range.Connector.Trunk.Usable || services.Trunks.Find(range.Connector.Id) is not { } trunk) continue;
            (_range, _trunk, _start, _tried) = (range, trunk, -1, 0);
            (_contacts, _nextContact, _targets) = (services.Destinations.Find(trunk), 0, trunk.Targets);
        }
    }

    private readonly bool HasTarget()
    {
        var (start, tried) = (_start, _tried);
        if (_local is not null) return _local.IsLeft(tried);
        return HasContact() || _targets?.Next(ref start, ref tried) is not null;
    }

    private readonly bool HasContact() => !_contacts.IsDefault && _nextContact < _contacts.Length;
}
