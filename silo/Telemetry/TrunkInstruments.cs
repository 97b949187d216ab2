using System.Diagnostics.Metrics;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of trunks and of what calls take of them.</summary>
internal sealed class TrunkInstruments(TrunkClient trunks, TrunkCounters counters, RoutingTableFeed routing, ConnectorTags connectors)
{
    /// <summary>Adds the instruments.</summary>
    public void Add(Meter meter)
    {
        meter.CreateObservableUpDownCounter("systemconnector.trunk.count", States, "{trunk}", "Trunks whose home is this node, by state");
        meter.CreateObservableUpDownCounter("systemconnector.trunk.usable", Usable, "{trunk}", "Trunks whose home is this node and over which calls are sent");
        meter.CreateObservableCounter("systemconnector.trunk.losses", () => counters.Losses, "{loss}", "How often a usable trunk became unusable");
        meter.CreateObservableCounter("systemconnector.trunk.registrations", Registrations, "{registration}", "Registrations at far sides, by what became of them");
        meter.CreateObservableCounter("systemconnector.trunk.register_requests", () => counters.Requests, "{request}", "REGISTER requests that were sent; a registration may take several");
        meter.CreateObservableUpDownCounter(
            "systemconnector.channel.used", () => Channels(static c => c.Trunk.Load.Channels), "{channel}", "Channels of connectors that calls of this node use");
        meter.CreateObservableUpDownCounter(
            "systemconnector.channel.limit", () => Channels(static c => c.Limits.Channels == 0 ? 0 : c.Trunk.Load.MaxChannels(c.Limits)), "{channel}", "Channels that calls of this node may use; connectors without a limit count 0");
        meter.CreateObservableUpDownCounter(
            "systemconnector.channel.full", () => routing.Current.Connectors.Count(static c => c.Trunk.Load.IsFull(c.Limits)), "{connector}", "Connectors that have no channel left on this node");
        meter.CreateObservableUpDownCounter(
            "systemconnector.channel.unheard", () => Channels(static c => c.Trunk.Load.Pending), "{call}", "Calls that were offered to far sides and of which nothing was heard yet");
    }

    private IEnumerable<Measurement<int>> States()
    {
        var all = (from trunk in trunks.Driven
                   group trunk by (State: trunk.Status?.State ?? TrunkState.Starting, Connector: connectors.Of(trunk.Configuration.Connector)) into same
                   select (same.Key, Count: same.Count())).ToList();
        foreach (var (key, count) in all) yield return new(count, [State(key.State), .. key.Connector]);
        // A state that no trunk is in is 0 and not absent: what is absent cannot be watched.
        foreach (var state in Enum.GetValues<TrunkState>())
            if (all.TrueForAll(each => each.Key.State != state)) yield return new(0, State(state));

        static KeyValuePair<string, object?> State(TrunkState state) => new("trunk.state", Snake.Of(state));
    }

    private IEnumerable<Measurement<int>> Usable() =>
        OrZero(from trunk in trunks.Driven
               group trunk by connectors.Of(trunk.Configuration.Connector) into same
               select new Measurement<int>(same.Count(static trunk => trunk.Status is { Usable: true }), same.Key));

    private IEnumerable<Measurement<int>> Channels(Func<ConnectorRoute, int> count) =>
        OrZero(from connector in routing.Current.Connectors
               group connector by connectors.Of(connector.Id) into same
               select new Measurement<int>(same.Sum(count), same.Key));

    private IEnumerable<Measurement<long>> Registrations()
    {
        var all = counters.Registrations.ToList();
        foreach (var (verdict, @class, count) in all)
            yield return new(count, Verdict(verdict), new("sip.response.class", @class == 0 ? "none" : $"{@class}xx"));
        foreach (var verdict in Enum.GetValues<RegisterVerdict>())
            if (all.TrueForAll(each => each.Verdict != verdict)) yield return new(0, Verdict(verdict), new("sip.response.class", "none"));

        static KeyValuePair<string, object?> Verdict(RegisterVerdict verdict) => new("registration.outcome", Snake.Of(verdict));
    }

    private static IEnumerable<Measurement<int>> OrZero(IEnumerable<Measurement<int>> measurements) => measurements.DefaultIfEmpty(new Measurement<int>(0));
}
