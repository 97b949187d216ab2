using SystemConnector.Contracts.Hosting;

namespace SystemConnector.Api.Tests.Fakes;

/// <summary>What a node knows of itself: an activity that is always the same.</summary>
public sealed class FakeNode : INodeActivity
{
    public NodeActivity Now() => new(Transactions: 4, Channels: 3, RelaySessions: 2, RelayPorts: 8);
}
