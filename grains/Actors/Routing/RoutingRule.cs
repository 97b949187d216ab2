using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// Decides who gets a call. First match wins:
/// 1. a precedence decision in force;
/// 2. a local number; a speed dial starts the rule anew with the number that it stands for;
/// 3. the connectors whose range holds the number, whose trunk is usable and has a channel free;
/// 4. nobody.
/// A call that came in over a connector without transit reaches local numbers only, and no call leaves by the
/// connector by which it came.
/// </summary>
public static class RoutingRule
{
    /// <summary>How many speed dials are followed one after the other; a loop of them ends here.</summary>
    public const int MaxSpeedDials = 4;

    /// <summary>Decides for a number dialled in a site. Allocates nothing unless it is traced.</summary>
    /// <param name="site">The site.</param>
    /// <param name="dialled">The number; the default value stands for what is no number.</param>
    /// <param name="arrivedOver">The connector over which the call came in; null for a call from a local phone.</param>
    /// <param name="at">When: decisions may begin and end at a time. Taken once for a call, so that all of it is decided for one time.</param>
    /// <param name="trace">Is told each step; null for calls.</param>
    public static RouteDecision Decide(SiteRoutes site, Number dialled, ConnectorRoute? arrivedOver, DateTimeOffset at, IRouteTrace? trace = null)
    {
        if (dialled.Length == 0) return new RouteDecision { Outcome = RouteOutcome.NotANumber };

        var number = dialled;
        for (var followed = 0; ; followed++)
        {
            var local = site.FindNumber(number);

            // 1. A decision in force. One that names what is gone is none.
            var decidedRange = DecidedRange(site, number, local, at, trace);
            if (decidedRange is not null) return OverOne(decidedRange, number, arrivedOver, trace);

            // 2. A local number.
            trace?.LocalNumber(number, local);
            if (local is null) return OverConnectors(site, number, arrivedOver, trace);
            if (local.Kind != LocalNumberKind.SpeedDial)
                return new RouteDecision { Outcome = RouteOutcome.Local, Number = number, Local = local };
            var follow = followed < MaxSpeedDials && local.SpeedDialTo.Length > 0;
            trace?.SpeedDial(local, follow);
            if (!follow) return new RouteDecision { Outcome = RouteOutcome.NotFound, Number = number };
            number = local.SpeedDialTo;
        }
    }

    /// <summary>The range to which a decision sends the number; null when none does, be it that the local number wins anyway.</summary>
    private static RangeRoute? DecidedRange(SiteRoutes site, Number number, LocalRoute? local, DateTimeOffset at, IRouteTrace? trace)
    {
        var decision = site.FindDecision(number)?.At(at);
        if (decision is not { Precedence: Precedence.Remote })
        {
            trace?.Decision(number, decision, null, inForce: decision is { Precedence: Precedence.Local } && local is not null);
            return null;
        }
        var connector = site.FindConnector(decision.Connector);
        var range = connector is null ? null : RangeHolding(connector, number);
        trace?.Decision(number, decision, connector, inForce: range is not null);
        return range;
    }

    private static RangeRoute? RangeHolding(ConnectorRoute connector, Number number)
    {
        foreach (var range in connector.Ranges)
            if (range.Numbers.Contains(number)) return range;
        return null;
    }

    private static RouteDecision OverOne(RangeRoute range, Number number, ConnectorRoute? arrivedOver, IRouteTrace? trace)
    {
        var candidates = new Candidates(number, arrivedOver, trace);
        candidates.Visit(new RankedRange(range, 0));
        return candidates.Decide();
    }

    // 3. The connectors, and 4. nobody.
    private static RouteDecision OverConnectors(SiteRoutes site, Number number, ConnectorRoute? arrivedOver, IRouteTrace? trace)
    {
        var candidates = new Candidates(number, arrivedOver, trace);
        site.RangeIndex.Visit(number, ref candidates);
        return candidates.Decide();
    }

    private struct Candidates(Number number, ConnectorRoute? arrivedOver, IRouteTrace? trace) : IRangeVisitor<RankedRange>
    {
        private RouteDecision _decision = new() { Number = number };
        private (ConnectorRoute? Connector, int Rank) _down = (null, int.MaxValue);
        private (ConnectorRoute? Connector, int Rank) _full = (null, int.MaxValue);
        private bool _forbidden;

        public void Visit(RankedRange candidate)
        {
            var (range, rank) = candidate;
            var rejection = Reject(range.Connector);
            trace?.Candidate(range, rank, rejection, number);
            switch (rejection)
            {
                case Rejection.None:
                    _decision.Add(range, rank);
                    break;
                case Rejection.Disabled or Rejection.TrunkDown:
                    if (rank < _down.Rank) _down = (range.Connector, rank);
                    break;
                case Rejection.ChannelsFull:
                    if (rank < _full.Rank) _full = (range.Connector, rank);
                    break;
                case Rejection.TransitForbidden:
                    _forbidden = true;
                    break;
            }
        }

        public RouteDecision Decide()
        {
            (_decision.Outcome, _decision.PassedOver) = _decision.Count > 0 ? (RouteOutcome.Remote, null)
                : _full.Connector is { } full ? (RouteOutcome.ChannelsFull, full)
                : _down.Connector is { } down ? (RouteOutcome.TrunkDown, down)
                : _forbidden ? (RouteOutcome.TransitForbidden, arrivedOver)
                : (RouteOutcome.NotFound, null);
            trace?.Connectors(number, _decision.Outcome);
            return _decision;
        }

        private readonly Rejection Reject(ConnectorRoute connector)
        {
            // Compared by id: the call may have come in before the table was swapped.
            if (arrivedOver is not null && connector.Id == arrivedOver.Id) return Rejection.CameFromThere;
            if (arrivedOver is { AllowTransit: false }) return Rejection.TransitForbidden;
            if (!connector.Enabled) return Rejection.Disabled;
            if (!connector.Trunk.Usable) return Rejection.TrunkDown;
            return connector.Trunk.Load.IsFull(connector.Limits) ? Rejection.ChannelsFull : Rejection.None;
        }
    }
}
