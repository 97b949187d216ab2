using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

public sealed class AwaitedBindingTests : ITransactionUser
{
    private readonly Location _former = At("tcp/192.0.2.1:5060/198.51.100.7:40000/17", "node-2");

    [Fact]
    public void Wait_ends_after_its_bound_however_often_it_is_begun_anew()
    {
        var time = new FakeTimeProvider();
        using var layer = new TransactionLayer(this, new TransactionTimers(), time, static _ => { });
        var waited = TimeSpan.Zero;
        var awaited = new AwaitedBinding(layer.ShardOf("a"u8), _former, static () => { });
        for (; awaited.TryWait(); waited += TimeSpan.FromMilliseconds(250)) Assert.True(awaited.IsOn);

        Assert.Equal(AwaitedBinding.Bound, waited);
    }

    [Fact]
    public void Binding_is_new_when_it_leads_over_another_connection_or_node_and_not_when_it_was_merely_refreshed()
    {
        using var layer = new TransactionLayer(this, new TransactionTimers(), new FakeTimeProvider(), static _ => { });
        var awaited = new AwaitedBinding(layer.ShardOf("a"u8), _former, static () => { });

        Assert.False(awaited.IsNew(null));
        Assert.False(awaited.IsNew(_former with { Binding = _former.Binding with { CSeq = 2 } }));
        Assert.True(awaited.IsNew(At("tcp/192.0.2.1:5060/198.51.100.7:40000/17", "node-1")));
        Assert.True(awaited.IsNew(At("tcp/192.0.2.1:5060/198.51.100.7:40001/18", "node-1")));
        Assert.False(awaited.IsNew(At("tcp/192.0.2.1:5060/198.51.100.7:40001/18", "node-1")));
    }

    void ITransactionUser.OnRequest(in IncomingRequest request)
    {
    }

    void ITransactionUser.OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
    {
    }

    void ITransactionUser.OnCancel(ServerTransaction invite, SipMessage cancel)
    {
    }

    void ITransactionUser.OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
    {
    }

    void ITransactionUser.OnConnectionClosed(in Flow flow)
    {
    }

    private static Location At(string flow, string node)
    {
        Assert.True(FlowName.TryParse(flow, out var name));
        return new Location(new Binding("sip:161@198.51.100.7", "", flow, node, "register", 1, DateTimeOffset.UnixEpoch, ""), [], [], name);
    }
}
