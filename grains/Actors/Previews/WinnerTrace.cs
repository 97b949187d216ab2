using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>
/// Reads off the routing rule who gets a number of a site: what the rule decides, but that a trunk which is down or full now keeps what
/// is its connector's. One for many numbers, of which none makes an object.
/// </summary>
internal sealed class WinnerTrace(SiteRoutes site, DateTimeOffset at) : IRouteTrace
{
    private (RangeRoute? Range, int Rank) _best, _second, _disabled;
    private LocalRoute? _speedDial;
    private bool _isDecided;

    /// <summary>Who gets the number when a phone of the site dials it.</summary>
    public Winner Of(Number number)
    {
        (_best, _second, _disabled) = ((null, int.MaxValue), (null, int.MaxValue), (null, int.MaxValue));
        (_speedDial, _isDecided) = (null, false);
        var decision = RoutingRule.Decide(site, number, arrivedOver: null, at, this);
        var reached = _speedDial is null ? default : decision.Number;
        if (decision.Outcome == RouteOutcome.Local) return new Winner(WinnerKind.Local, decision.Local, null, _speedDial, reached, _isDecided, null);
        return _best.Range is { } range
            ? new Winner(WinnerKind.Connector, null, range, _speedDial, reached, _isDecided, _second.Range)
            : new Winner(WinnerKind.Nobody, null, null, _speedDial, reached, IsDecided: false, _disabled.Range);
    }

    public void Decision(Number number, DecisionRoute? decision, ConnectorRoute? connector, bool inForce) => _isDecided = inForce;

    public void LocalNumber(Number number, LocalRoute? local)
    {
    }

    public void SpeedDial(LocalRoute speedDial, bool followed) => _speedDial ??= speedDial;

    public void Candidate(RangeRoute range, int rank, Rejection rejection, Number number)
    {
        if (rejection == Rejection.Disabled)
        {
            if (rank < _disabled.Rank) _disabled = (range, rank);
        }
        else if (rank < _best.Rank)
        {
            (_second, _best) = (_best, (range, rank));
        }
        else if (rank < _second.Rank)
        {
            _second = (range, rank);
        }
    }

    public void Connectors(Number number, RouteOutcome outcome)
    {
    }
}
