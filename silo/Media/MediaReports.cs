using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Media;

/// <summary>Tells the API of relayed calls; <paramref name="calls"/> is null on a system where media cannot be relayed.</summary>
internal sealed class MediaReports(RoutingTableFeed routing, TimeProvider time, RelayedCalls? calls = null) : IMediaReports
{
    /// <inheritdoc/>
    public Page<MediaReport> Of(ConnectorId connector, int first, long? after)
    {
        if (calls is null) return new Page<MediaReport>([], HasMore: false, TotalCount: 0);
        var page = calls.Of(connector.Value, first, after);
        return new Page<MediaReport>([.. page.Items.Select(Report)], page.HasMore, page.TotalCount);
    }

    private MediaReport Report(RelayedCall call) => new(
        call.Sequence, call.CallId, call.Since, Id(call.Caller), Id(call.Called), [.. call.Media.Select(Report)],
        MediaVerdict.Of(call, NameOf(call.Caller) ?? "the calling phone", NameOf(call.Called) ?? "the called phone", time.GetUtcNow()));

    private static MediaLineReport Report(RelayedMedia media) => new(media.Kind, Report(media.FromCaller), Report(media.FromCalled));

    private static MediaFlow Report(RelayCounters from) => new(from.Packets, from.Bytes, from.Lost, from.Strays, from.LastAt, from.Source?.ToString());

    private static ConnectorId? Id(Guid connector) => connector == default ? null : new ConnectorId(connector);

    // A call may outlast its connector, which has no name then.
    private string? NameOf(Guid connector) => connector == default ? null
        : routing.Current.FindConnector(new ConnectorId(connector)) is { } known ? $"the far side of connector \"{known.Name}\"" : "the far side of a deleted connector";
}
