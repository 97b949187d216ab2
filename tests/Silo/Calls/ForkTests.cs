using System.Collections.Immutable;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Calls to an extension with several phones, of which some cannot be reached.</summary>
public sealed class ForkTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Phone_whose_connection_is_gone_does_not_keep_the_call_from_the_other_phone()
    {
        using var caller = new RawPeer("127.0.0.47", node.Udp);
        using var desk = new RawPeer("127.0.0.48", node.Udp);
        await node.ConnectAsync("Caller", caller.Local, "47", transit: false);
        await PhonesAsync("501", Gone(60), Desk(desk, 50));

        var callId = Guid.NewGuid().ToString("N");
        await caller.SendAsync(Invite(caller, "501", callId));
        var invite = await desk.ReceiveAsync("INVITE ");
        await desk.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:501@{desk.Local}>\n");
        Assert.Contains(";tag=b", RawPeer.Value(await caller.ReceiveAsync("SIP/2.0 200"), "To"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Extension_none_of_whose_phones_can_be_reached_is_refused()
    {
        using var caller = new RawPeer("127.0.0.49", node.Udp);
        await node.ConnectAsync("Other caller", caller.Local, "49", transit: false);
        await PhonesAsync("502", Gone(60), Gone(50));
        await caller.SendAsync(Invite(caller, "502", Guid.NewGuid().ToString("N")));
        await caller.ReceiveAsync("SIP/2.0 480");
    }

    private async Task PhonesAsync(string extension, params ImmutableArray<Binding> bindings)
    {
        var put = await node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(node.Site.Value)
            .PutNumbers([new LocalNumberSpec(extension, LocalNumberKind.Extension, "Rani Oliver", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        node.Services.GetRequiredService<Locations>().Set(AddressOfRecordKey.Of(node.Site, extension), bindings);
    }

    /// <summary>Over a connection that is closed, to a port where nobody listens.</summary>
    private Binding Gone(int minutes)
    {
        var tcp = node.Sip.Transports.Single(static transport => transport.Protocol == TransportProtocol.Tcp);
        return Binding("sip:501@127.0.0.48:1;transport=tcp", new FlowName(TransportProtocol.Tcp, tcp.Local, TransportAddress.Of(new(0x3000007F), 1), 4711), minutes);
    }

    private Binding Desk(RawPeer phone, int minutes) =>
        Binding($"sip:501@{phone.Local}", new FlowName(TransportProtocol.Udp, TransportAddress.Of(node.Udp), TransportAddress.Of(phone.Local), 0), minutes);

    private static Binding Binding(string contact, FlowName flow, int minutes) =>
        new(contact, "", flow.ToString(), "node", "register", 1, TimeProvider.System.GetUtcNow().AddMinutes(minutes), "");

    private string Invite(RawPeer caller, string number, string callId) =>
        $"INVITE sip:{number}@{node.Udp} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{callId}\nMax-Forwards: 70\n"
        + $"From: <sip:470@far>;tag=a\nTo: <sip:{number}@far>\nCall-ID: {callId}\nCSeq: 1 INVITE\nContact: <sip:470@{caller.Local}>\nContent-Length: 0\n\n";
}
