using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>What a node knows of itself: relayed calls and failures that a test sets, and an activity that is always the same.</summary>
public sealed class FakeNode(World world) : INodeActivity, IMediaReports, IFarEndFailures
{
    public NodeActivity Now() => new(Transactions: 4, Channels: 3, RelaySessions: 2, RelayPorts: 8);

    public Page<MediaReport> Of(ConnectorId connector, int first, long? after)
    {
        var all = world.RelayedCalls.Where(call => call.Caller == connector || call.Called == connector).OrderByDescending(call => call.Sequence).ToList();
        var rest = all.Where(call => after is null || call.Sequence < after).ToList();
        return new Page<MediaReport>([.. rest.Take(first)], rest.Count > first, all.Count);
    }

    public FarEndFailure? LastOf(ConnectorId connector) => world.FarEndFailures.GetValueOrDefault(connector);
}
