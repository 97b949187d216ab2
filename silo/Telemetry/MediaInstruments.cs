using System.Diagnostics.Metrics;
using SystemConnector.Silo.Media;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of relayed media; nothing where the system cannot relay.</summary>
internal sealed class MediaInstruments(RelayedCalls? calls = null)
{
    /// <summary>Adds the instruments.</summary>
    public void Add(Meter meter)
    {
        if (calls is null) return;
        meter.CreateObservableUpDownCounter("systemconnector.media.sessions", () => calls.Count, "{call}", "Calls whose media this node relays");
        meter.CreateObservableUpDownCounter("systemconnector.media.ports.used", () => calls.PortsInUse, "{port}", "Media ports in use");
        meter.CreateObservableUpDownCounter("systemconnector.media.ports.limit", () => calls.Relay.MaxPorts, "{port}", "Media ports that can be in use at once");
        meter.CreateObservableCounter("systemconnector.media.packets", () => calls.Relay.Totals.Packets, "{packet}", "Media packets that came from peers");
        meter.CreateObservableCounter("systemconnector.media.io", () => calls.Relay.Totals.Bytes, "By", "Bytes of media packets that came from peers");
        meter.CreateObservableCounter(
            "systemconnector.media.packets.refused", () => calls.Relay.Totals.Strays, "{packet}", "Packets that came to a media port from somebody else than its peer, and were dropped");
        meter.CreateObservableCounter("systemconnector.media.packets.undelivered", () => calls.Relay.Totals.Undelivered, "{packet}", "Media packets that could not be passed on");
        meter.CreateObservableCounter("systemconnector.media.silences", () => calls.Silenced, "{call}", "Calls that gave their ports back since nothing was heard of either side");
    }
}
