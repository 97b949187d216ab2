using Microsoft.Extensions.Logging;

namespace SystemConnector.Grains.Routing;

public sealed partial class RoutingTableFeed
{
    [LoggerMessage(1, LogLevel.Information, "The routing table is loaded: version {Version}, {Sites} sites, {Connectors} connectors.")]
    private partial void LogLoaded(long version, int sites, int connectors);

    [LoggerMessage(2, LogLevel.Warning, "The routing table stays at version {Version} for now; it is tried again.")]
    private partial void LogRoundFailed(long version, Exception exception);

    [LoggerMessage(3, LogLevel.Warning, "The route sequencer does not answer; the change log is read instead.")]
    private partial void LogSequencerLost(Exception exception);

    [LoggerMessage(4, LogLevel.Error, "A listener of the routing table failed.")]
    private partial void LogListenerFailed(Exception exception);
}
