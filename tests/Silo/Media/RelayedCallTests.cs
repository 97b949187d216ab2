using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>Whole calls through a node whose media is relayed.</summary>
public sealed class RelayedCallTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string Private = "10.9.9.9";

    [Fact]
    public async Task Media_flows_both_ways_across_a_connector_behind_NAT_and_its_ports_are_freed_by_BYE()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.51", "127.0.0.52", "51", calleeNat: true);
        using MediaPhone a = new("127.0.0.51"), b = new("127.0.0.52", Private);
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        await call.RequestAsync("ACK");
        Assert.Equal(IPAddress.Loopback, towardsB.Address);
        Assert.DoesNotContain(Private, call.Answer, StringComparison.Ordinal);

        await FlowsAsync(a, towardsA, b, towardsB);
        var media = Assert.Single(call.Relayed!.Media);
        Assert.Equal(("audio", 1, 1), (media.Kind, media.FromCaller.Packets, media.FromCalled.Packets));
        Assert.Equal(b.Port, media.FromCalled.Source!.Port);

        var report = Assert.Single(call.Report(call.CalleeId).Items);
        Assert.Equal((call.CallId, call.CallerId, call.CalleeId), (report.CallId, report.Caller, report.Called));
        Assert.Equal(new MediaFlow(1, 13, 0, 0, media.FromCalled.LastAt, media.FromCalled.Source.ToString()), Assert.Single(report.Media).FromCalled with { LastPacket = media.FromCalled.LastAt });
        Assert.Equal("The call's audio flows both ways.", report.Verdict);
        var activity = node.Services.GetRequiredService<INodeActivity>().Now();
        Assert.True(activity is { Transactions: > 0, Channels: >= 2, RelaySessions: >= 1, RelayPorts: >= 4 }, $"{activity}");
        await call.HangUpAsync();
        Assert.Null(call.Relayed);
        Assert.Empty(call.Report(call.CalleeId).Items);
        await FreedAsync(towardsA, towardsB);
    }

    [Fact]
    public async Task Side_of_which_nothing_came_is_named_by_its_connector()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.40", "127.0.0.41", "40", calleeNat: true);
        using MediaPhone a = new("127.0.0.40"), b = new("127.0.0.41", Private);
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        await call.RequestAsync("ACK");
        await b.SendAsync(towardsB, 1);
        await a.ReceiveAsync();
        Assert.StartsWith(
            "No audio comes from the far side of connector \"Caller 40\": nothing was received from it ",
            Assert.Single(call.Report(call.CallerId).Items).Verdict, StringComparison.Ordinal);
        await call.HangUpAsync();
        await FreedAsync(towardsA, towardsB);
    }

    [Fact]
    public async Task Media_flows_when_the_caller_is_behind_NAT_and_before_the_call_is_answered()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.53", "127.0.0.54", "52", callerNat: true);
        using MediaPhone a = new("127.0.0.53", Private), b = new("127.0.0.54");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("183 Session Progress", b.Sdp()));
        await FlowsAsync(a, towardsA, b, towardsB);
        Assert.Equal(towardsA, MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp())));
        await call.HangUpAsync();
        await FreedAsync(towardsA, towardsB);
    }

    [Fact]
    public async Task Offer_inside_the_call_that_is_refused_leaves_media_as_they_were_and_one_that_is_accepted_moves_them()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.55", "127.0.0.56", "53", calleeNat: true);
        using MediaPhone a = new("127.0.0.55"), b = new("127.0.0.56"), a2 = new("127.0.0.57");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        await call.RequestAsync("ACK");
        await FlowsAsync(a, towardsA, b, towardsB);

        // The caller's media is to move to another address.
        var offer = await call.RequestAsync("INVITE", a2.Sdp(2));
        Assert.Equal(towardsB, MediaPhone.In(offer));
        await call.RespondToAsync(offer, "488 Not Acceptable Here");
        await FlowsAsync(a, towardsA, b, towardsB);

        var update = await call.RequestAsync("UPDATE", a2.Sdp(3));
        Assert.Equal(towardsA, MediaPhone.In(await call.RespondToAsync(update, "200 OK", b.Sdp(2))));
        await FlowsAsync(a2, towardsA, b, towardsB);
        await call.HangUpAsync();
    }

    [Theory]
    [InlineData("127.0.0.58", "54", "c=IN IP4 0.0.0.0\na=sendonly\n")]
    [InlineData("127.0.0.83", "55", "a=inactive\n")]
    public async Task Hold_passes_and_media_goes_on_after_it(string caller, string prefix, string hold)
    {
        using var call = await MediaCall.BetweenAsync(node, caller, "127.0.0.59", prefix, calleeNat: true);
        using MediaPhone a = new(caller), b = new("127.0.0.59");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        var held = await call.RequestAsync("INVITE", a.Sdp(2, hold));
        Assert.Contains(hold.ReplaceLineEndings("\r\n"), held, StringComparison.Ordinal);
        await call.RespondToAsync(held, "200 OK", b.Sdp(2, "a=recvonly\n"));
        var resumed = await call.RequestAsync("INVITE", a.Sdp(3));
        Assert.Equal(towardsB, MediaPhone.In(resumed));
        Assert.Equal(towardsA, MediaPhone.In(await call.RespondToAsync(resumed, "200 OK", b.Sdp(3))));
        await FlowsAsync(a, towardsA, b, towardsB);
        await call.HangUpAsync();
    }

    [Fact]
    public async Task Offer_in_the_answer_is_answered_in_ACK()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.60", "127.0.0.61", "56", calleeNat: true);
        using MediaPhone a = new("127.0.0.60"), b = new("127.0.0.61", Private);
        await call.OfferAsync("");
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        var towardsB = MediaPhone.In(await call.RequestAsync("ACK", a.Sdp()));
        await FlowsAsync(a, towardsA, b, towardsB);
        await call.HangUpAsync();
        await FreedAsync(towardsA, towardsB);
    }

    [Fact]
    public async Task Offer_in_PRACK_is_in_force_when_it_is_answered()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.62", "127.0.0.63", "57", calleeNat: true);
        using MediaPhone a = new("127.0.0.62"), b = new("127.0.0.63"), a2 = new("127.0.0.64");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp(), "Supported: 100rel\n"));
        var towardsA = MediaPhone.In(await call.RespondAsync("183 Session Progress", b.Sdp()));
        var prack = await call.RequestAsync("PRACK", a2.Sdp(2), "RAck: 1 1 INVITE\n");
        Assert.Equal(towardsB, MediaPhone.In(prack));
        Assert.Equal(towardsA, MediaPhone.In(await call.RespondToAsync(prack, "200 OK", b.Sdp(2))));
        await FlowsAsync(a2, towardsA, b, towardsB);
    }

    [Fact]
    public async Task Each_phone_that_is_offered_the_call_has_ports_of_its_own_and_those_of_the_others_are_freed()
    {
        using var caller = new RawPeer("127.0.0.65", node.Udp);
        using RawPeer first = new("127.0.0.66", node.Udp), second = new("127.0.0.67", node.Udp);
        await node.ConnectAsync("Caller of phones", caller.Local, "858", transit: false);
        await PhonesAsync("601", first, second);
        using var call = new MediaCall(node, caller, first, "601");
        using MediaPhone a = new("127.0.0.65"), b1 = new("127.0.0.66", Private), b2 = new("127.0.0.67", Private);
        var towardsB1 = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        var invite = await second.ReceiveAsync("INVITE ");
        var towardsB2 = MediaPhone.In(invite);
        Assert.NotEqual(towardsB1, towardsB2);

        // Early media of both, each by its own way.
        var towardsA1 = MediaPhone.In(await call.RespondAsync("183 Session Progress", b1.Sdp(), tag: "one"));
        await second.RespondAsync(invite, "183 Session Progress", "two", "Contact: <sip:y@10.9.9.9>\nContent-Type: application/sdp\n", b2.Sdp());
        var towardsA2 = MediaPhone.In(await caller.ReceiveAsync("SIP/2.0 183"));
        Assert.NotEqual(towardsA1, towardsA2);
        await FlowsAsync(a, towardsA1, b1, towardsB1);
        await FlowsAsync(a, towardsA2, b2, towardsB2);

        await second.RespondAsync(invite, "200 OK", "two", "Contact: <sip:y@10.9.9.9>\nContent-Type: application/sdp\n", b2.Sdp());
        Assert.Equal(towardsA2, MediaPhone.In(await caller.ReceiveAsync("SIP/2.0 200")));
        await FreedAsync(towardsA1, towardsB1);
        await FlowsAsync(a, towardsA2, b2, towardsB2);
    }

    [Fact]
    public async Task Next_candidate_gets_ports_of_its_own_and_those_of_the_first_are_freed()
    {
        using var next = new RawPeer("127.0.0.70", node.Udp);
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.68", "127.0.0.69", "59", calleeNat: true);
        await node.ConnectAsync("Next", next.Local, "959", transit: false, nat: true);
        using MediaPhone a = new("127.0.0.68"), b = new("127.0.0.70");
        await call.SendInviteAsync(a.Sdp());
        // Which of both is the first goes by name.
        var refused = await call.Callee.ReceiveAsync("INVITE ");
        await call.Callee.RespondAsync(refused, "503 Service Unavailable", "b");
        var invite = await next.ReceiveAsync("INVITE ");
        await next.RespondAsync(invite, "200 OK", "c", $"Contact: <sip:x@{next.Local}>\nContent-Type: application/sdp\n", b.Sdp());
        var towardsA = MediaPhone.In(await call.Caller.ReceiveAsync("SIP/2.0 200"));
        Assert.NotEqual(MediaPhone.In(refused), MediaPhone.In(invite));
        await FreedAsync(MediaPhone.In(refused));
        await FlowsAsync(a, towardsA, b, MediaPhone.In(invite));
    }

    [Theory]
    [InlineData("127.0.0.71", "60", "486 Busy Here")]
    [InlineData("127.0.0.84", "61", "603 Decline")]
    public async Task Ports_of_a_refused_call_are_freed(string caller, string prefix, string status)
    {
        using var call = await MediaCall.BetweenAsync(node, caller, "127.0.0.72", prefix, calleeNat: true);
        using var a = new MediaPhone(caller);
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        Assert.NotNull(call.Relayed);
        await call.RespondAsync(status, "");
        Assert.Null(call.Relayed);
        await FreedAsync(towardsB);
    }

    [Fact]
    public async Task Offer_in_a_call_that_the_node_does_not_know_takes_ports_and_frees_them_when_it_is_refused()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.87", "127.0.0.88", "65", calleeNat: true);
        using MediaPhone a = new("127.0.0.87"), b = new("127.0.0.88");
        await call.OfferAsync("");
        await call.RespondAsync("200 OK", "");
        await call.RequestAsync("ACK");
        var offer = await call.RequestAsync("INVITE", a.Sdp());
        Assert.NotNull(call.Relayed);
        await call.RespondToAsync(offer, "481 Call/Transaction Does Not Exist");
        Assert.Null(call.Relayed);
        await FreedAsync(MediaPhone.In(offer));
        offer = await call.RequestAsync("UPDATE", a.Sdp(2));
        var towardsA = MediaPhone.In(await call.RespondToAsync(offer, "200 OK", b.Sdp()));
        await FlowsAsync(a, towardsA, b, MediaPhone.In(offer));
        await call.HangUpAsync();
    }

    [Fact]
    public async Task Ports_of_a_cancelled_call_are_freed()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.73", "127.0.0.74", "62", calleeNat: true);
        using var a = new MediaPhone("127.0.0.73");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        await call.RespondAsync("180 Ringing", "");
        await call.CancelAsync();
        Assert.Null(call.Relayed);
        await FreedAsync(towardsB);
    }

    [Fact]
    public async Task Caller_with_IPv6_media_talks_to_one_with_IPv4()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.75", "127.0.0.76", "63", calleeNat: true);
        using MediaPhone a = new("::1"), b = new("127.0.0.76");
        var towardsB = MediaPhone.In(await call.OfferAsync(a.Sdp()));
        Assert.Equal(AddressFamily.InterNetwork, towardsB.AddressFamily);
        var towardsA = MediaPhone.In(await call.RespondAsync("200 OK", b.Sdp()));
        Assert.Equal(AddressFamily.InterNetworkV6, towardsA.AddressFamily);
    }

    [Fact]
    public async Task Media_that_are_added_later_get_ports_and_refused_ones_none()
    {
        using var call = await MediaCall.BetweenAsync(node, "127.0.0.77", "127.0.0.78", "64", calleeNat: true);
        using MediaPhone a = new("127.0.0.77"), b = new("127.0.0.78");
        await call.OfferAsync(a.Sdp());
        await call.RespondAsync("200 OK", b.Sdp());
        var offer = await call.RequestAsync("INVITE", a.Sdp(2, "m=video 6000 RTP/AVP 31\nm=video 0 RTP/AVP 31\n"));
        Assert.DoesNotContain("m=video 6000 ", offer, StringComparison.Ordinal);
        Assert.Contains("m=video 0 RTP/AVP 31", offer, StringComparison.Ordinal);
        await call.RespondToAsync(offer, "200 OK", b.Sdp(2, "m=video 6000 RTP/AVP 31\nm=video 0 RTP/AVP 31\n"));
        Assert.Equal(["audio", "video"], call.Relayed!.Media.Select(static media => media.Kind));
        offer = await call.RequestAsync("INVITE", a.Sdp(3, "m=video 0 RTP/AVP 31\nm=video 0 RTP/AVP 31\n"));
        await call.RespondToAsync(offer, "200 OK", b.Sdp(3, "m=video 0 RTP/AVP 31\nm=video 0 RTP/AVP 31\n"));
        Assert.Equal("audio", Assert.Single(call.Relayed!.Media).Kind);
        await call.HangUpAsync();
    }

    /// <summary>One packet each way, each from the port that its receiver was told.</summary>
    private static async Task FlowsAsync(MediaPhone a, IPEndPoint towardsA, MediaPhone b, IPEndPoint towardsB)
    {
        await b.SendAsync(towardsB, 1);
        Assert.Equal(((byte)1, towardsA), await a.ReceiveAsync());
        await a.SendAsync(towardsA, 2);
        Assert.Equal(((byte)2, towardsB), await b.ReceiveAsync());
    }

    /// <summary>The media thread closes sockets soon, not at once: then the ports can be bound by anyone.</summary>
    private static async Task FreedAsync(params IPEndPoint[] ports)
    {
        var start = TimeProvider.System.GetTimestamp();
        foreach (var port in ports)
        {
            while (!CanBind(port))
            {
                Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(10), $"{port} is still open.");
                await Task.Yield();
            }
        }
    }

    private static bool CanBind(IPEndPoint port)
    {
        try
        {
            using var socket = new Socket(port.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
            socket.Bind(port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Phones behind NAT: they register with an address at which they are not seen.</summary>
    private async Task PhonesAsync(string extension, params RawPeer[] phones)
    {
        var put = await node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(node.Site.Value)
            .PutNumbers([new LocalNumberSpec(extension, LocalNumberKind.Extension, "Rani Oliver", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        var until = TimeProvider.System.GetUtcNow().AddHours(1);
        node.Services.GetRequiredService<Locations>().Set(AddressOfRecordKey.Of(node.Site, extension),
        [
            .. phones.Select((phone, i) => new Binding($"sip:{i}@{Private}", "",
                new FlowName(TransportProtocol.Udp, TransportAddress.Of(node.Udp), TransportAddress.Of(phone.Local), 0).ToString(), "node", $"register{i}", 1, until, "")),
        ]);
    }
}
