using System.Net.Sockets;
using SystemConnector.Sip.Media;
using static SystemConnector.Sip.Tests.Media.RelayFixture;

namespace SystemConnector.Sip.Tests.Media;

public sealed class RelaySessionTests
{
    private const string A = "127.0.0.14", B = "127.0.0.15";

    private static readonly byte[] Report = [0x80, 200, 0, 1, 0, 0, 0, 9];

    [Fact]
    public async Task Rtcp_goes_by_the_ports_beside_those_of_rtp()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B), bControl = new(B);
        var (caller, called) = fixture.Connect(Describe(A, a.Port), Describe(B, b.Port, $"a=rtcp:{bControl.Port} IN IP4 {B}\r\n"), A, B);
        bControl.Send(Next(called), Report);
        await UntilAsync(() => fixture.Session.Count()[0].RtcpFromCalled.Packets == 1);
        using var aControl = new MediaSocket(A);
        aControl.Send(Next(caller), Report);
        var (packet, from) = await bControl.ReceiveAsync();
        Assert.Equal(Report, packet);
        Assert.Equal(Next(called), from);
    }

    [Fact]
    public async Task Rtcp_on_the_port_of_rtp_passes_and_is_not_taken_for_rtp()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B);
        var mapped = fixture.Map(Describe(A, a.Port, $"a=rtcp:{a.Port}\r\na=rtcp-mux\r\n"), RelaySide.Caller)!;
        Assert.Contains($"a=rtcp:{Ports(mapped)[0].Port} IN IP4 127.0.0.1\r\na=rtcp-mux\r\n", mapped, StringComparison.Ordinal);
        var (caller, _) = fixture.Connect(Describe(A, a.Port, "a=rtcp-mux\r\n"), Describe(B, b.Port, "a=rtcp-mux\r\n"), A, B);
        a.SendRtp(caller, 1);
        await b.ReceiveAsync();
        byte[] report = [0x80, 200, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0];
        a.Send(caller, report);
        Assert.Equal(report, (await b.ReceiveAsync()).Packet);
        a.SendRtp(caller, 2);
        await b.ReceiveAsync();
        Assert.Equal((3, 0), (fixture.Session.Count()[0].FromCaller.Packets, fixture.Session.Count()[0].FromCaller.Lost));
    }

    [Theory]
    [InlineData(new byte[] { 0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12 })] // STUN
    [InlineData(new byte[] { 22, 254, 253, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0 })] // DTLS
    [InlineData(new byte[] { 0x90, 0xE0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4, 0xBE, 0xDE })] // SRTP: encrypted behind its header
    public async Task Packets_of_secured_media_pass_untouched(byte[] packet)
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B);
        var (caller, _) = fixture.Connect(Describe(A, a.Port), Describe(B, b.Port), A, B);
        a.Send(caller, packet);
        Assert.Equal(packet, (await b.ReceiveAsync()).Packet);
    }

    [Fact]
    public async Task Fax_over_udptl_passes_whatever_its_packets_look_like()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B);
        var (caller, _) = fixture.Connect(Fax(A, a.Port), Fax(B, b.Port), A, B);
        a.Send(caller, 0, 7, 1);
        Assert.Equal([0, 7, 1], (await b.ReceiveAsync()).Packet);
        Assert.Equal("image", fixture.Session.Count()[0].Kind);
    }

    [Fact]
    public async Task Call_that_becomes_a_fax_and_a_call_again_keeps_its_ports_and_takes_what_each_of_both_sends()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B), aFax = new(A), bFax = new(B), bControl = new(B);
        var (caller, called) = fixture.Connect(Describe(A, a.Port), Describe(B, b.Port), A, B);
        a.SendRtp(caller, 1);
        Assert.Equal(1, await b.SequenceAsync());

        Assert.Equal((caller, called), fixture.Connect(Fax(A, aFax.Port), Fax(B, bFax.Port), A, B));
        aFax.Send(caller, 0, 7, 1);
        Assert.Equal([0, 7, 1], (await bFax.ReceiveAsync()).Packet);
        bFax.Send(called, 0, 8, 1);
        Assert.Equal([0, 8, 1], (await aFax.ReceiveAsync()).Packet);
        Assert.Equal("image", fixture.Session.Count()[0].Kind);

        Assert.Equal((caller, called), fixture.Connect(Describe(A, a.Port), Describe(B, b.Port, $"a=rtcp:{bControl.Port}\r\n"), A, B));
        b.Send(called, 0, 9, 1);
        b.SendRtp(called, 2);
        Assert.Equal(2, await a.SequenceAsync());
        using var aControl = new MediaSocket(A);
        aControl.Send(Next(caller), Report);
        Assert.Equal(Report, (await bControl.ReceiveAsync()).Packet);
        Assert.Equal(("audio", 1), (fixture.Session.Count()[0].Kind, fixture.Session.Count()[0].FromCalled.Strays));
    }

    [Fact]
    public async Task Fax_that_becomes_a_call_has_ports_of_RTCP()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B), aControl = new(A), bControl = new(B);
        var ends = fixture.Connect(Fax(A, a.Port), Fax(B, b.Port), A, B);
        Assert.Equal(ends, fixture.Connect(Describe(A, a.Port), Describe(B, b.Port, $"a=rtcp:{bControl.Port}\r\n"), A, B));
        aControl.Send(Next(ends.Caller), Report);
        Assert.Equal(Report, (await bControl.ReceiveAsync()).Packet);
    }

    [Fact]
    public async Task Each_side_has_its_own_address_family()
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6, "This machine has no IPv6.");
        using var fixture = new RelayFixture();
        using MediaSocket a = new("::1"), b = new(B);
        var offer = Describe("::1", a.Port);
        var mapped = fixture.Map(offer, RelaySide.Caller, caller: Ipv6)!;
        Assert.Contains("c=IN IP4 127.0.0.1\r\n", mapped, StringComparison.Ordinal);
        var called = Ports(mapped)[0];
        fixture.Take(offer, RelaySide.Caller, "::1");
        var answer = fixture.Map(Describe(B, b.Port), RelaySide.Called, caller: Ipv6)!;
        Assert.Contains("c=IN IP6 ::1\r\n", answer, StringComparison.Ordinal);
        var caller = Ports(answer)[0];
        fixture.Take(Describe(B, b.Port), RelaySide.Called, B);
        a.SendRtp(caller, 1);
        Assert.Equal(1, await b.SequenceAsync());
        b.SendRtp(called, 2);
        Assert.Equal((2, caller), (await a.ReceiveAsync()) is var (packet, from) ? (packet[3], from) : default);
    }

    [Fact]
    public async Task Several_media_have_ports_of_their_own_and_a_refused_one_gives_them_back()
    {
        using var fixture = new RelayFixture();
        const string Video = "m=video 6000 RTP/AVP 31\r\n";
        var offered = Ports(fixture.Map(Describe(A, 5000, Video), RelaySide.Caller)!);
        fixture.Take(Describe(A, 5000, Video), RelaySide.Caller, A);
        Assert.Equal(2, offered.Select(static end => end.Port).Distinct().Count());
        Assert.Equal(8, fixture.Relay.PortsInUse);

        var refusal = Describe(B, 5000, "m=video 0 RTP/AVP 31\r\n");
        Assert.EndsWith("m=video 0 RTP/AVP 31\r\n", fixture.Map(refusal, RelaySide.Called), StringComparison.Ordinal);
        fixture.Take(refusal, RelaySide.Called, B);
        await UntilAsync(() => fixture.Relay.PortsInUse == 4);

        // Offered again later: other ports, since the old ones rest; audio keeps its own.
        var again = Ports(fixture.Map(Describe(A, 5000, Video), RelaySide.Caller)!);
        Assert.Equal(offered[0], again[0]);
        Assert.NotEqual(offered[1], again[1]);
    }

    [Fact]
    public void Offer_that_is_mapped_again_gets_the_same_ports()
    {
        using var fixture = new RelayFixture();
        var first = fixture.Map(Describe(A, 5000), RelaySide.Caller);
        Assert.NotNull(first);
        Assert.Equal(first, fixture.Map(Describe(A, 5000), RelaySide.Caller));
        Assert.Equal(4, fixture.Relay.PortsInUse);
    }

    [Fact]
    public async Task Ports_that_run_out_are_said_and_come_back_when_a_call_ends()
    {
        // Others may use some of these ports: what is left is enough for one call, and for five at most.
        var min = 2 * Random.Shared.Next(5_000, 9_990);
        using var fixture = new RelayFixture(min, min + 19);
        var calls = new Stack<RelaySession>();
        while (fixture.Map(Describe(A, 5000), RelaySide.Caller) is not null)
        {
            calls.Push(fixture.Session);
            fixture.Session = fixture.Relay.NewSession();
        }
        Assert.InRange(calls.Count, 1, 5);
        Assert.Equal(4 * calls.Count, fixture.Relay.PortsInUse);
        calls.Pop().Close();
        await UntilAsync(() => fixture.Relay.PortsInUse == 4 * calls.Count);
        Assert.NotNull(fixture.Map(Describe(A, 5000), RelaySide.Caller));
    }

    [Fact]
    public void More_media_than_a_call_gets_are_refused()
    {
        using var fixture = new RelayFixture();
        var more = string.Concat(Enumerable.Repeat("m=audio 5002 RTP/AVP 0\r\n", RelaySession.MaxMedia));
        Assert.Null(fixture.Map(Describe(A, 5000, more), RelaySide.Caller));
        Assert.Equal(4 * RelaySession.MaxMedia, fixture.Relay.PortsInUse);

        // Those that are over stay in the description (RFC 3264 §8.2), and count no more.
        fixture.Session = fixture.Relay.NewSession();
        Assert.NotNull(fixture.Map(Describe(A, 5000, more.Replace("5002", "0", StringComparison.Ordinal)), RelaySide.Caller));
    }

    [Fact]
    public void Closed_session_opens_no_ports_for_what_comes_late()
    {
        using var fixture = new RelayFixture();
        fixture.Session.Close();
        Assert.Null(fixture.Map(Describe(A, 5000), RelaySide.Caller));
        Assert.Equal(0, fixture.Relay.PortsInUse);
    }

    [Fact]
    public void Media_over_a_connection_and_what_cannot_be_read_pass_as_they_came()
    {
        using var fixture = new RelayFixture();
        Assert.Null(fixture.Map("v=0\r\nc=IN IP4 10.0.0.1\r\nm=message 5000 TCP/MSRP *\r\n", RelaySide.Caller));
        Assert.Null(fixture.Map("v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio x y\r\n", RelaySide.Caller));
        Assert.Equal(0, fixture.Relay.PortsInUse);
    }

    [Fact]
    public async Task Lost_packets_are_counted_by_their_numbers_and_silence_by_the_clock()
    {
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B);
        var (caller, _) = fixture.Connect(Describe(A, a.Port), Describe(B, b.Port), A, B);
        ushort[] sent = [65_534, 65_535, 2, 0, 5]; // 1, 3 and 4 are missing; 0 comes late
        foreach (var sequence in sent) a.SendRtp(caller, sequence);
        foreach (var sequence in sent) Assert.Equal(sequence, await b.SequenceAsync());
        var counted = fixture.Session.Count()[0].FromCaller;
        Assert.Equal((5, 65, 3), (counted.Packets, counted.Bytes, counted.Lost));
        Assert.Equal(fixture.Time.GetUtcNow(), counted.LastAt);
        Assert.Null(fixture.Session.Count()[0].FromCalled.LastAt);
        fixture.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(TimeSpan.FromSeconds(40), fixture.Session.SilentFor);
        a.SendRtp(caller, 6);
        await b.SequenceAsync();
        Assert.Equal(TimeSpan.Zero, fixture.Session.SilentFor);
    }

    [Fact]
    public async Task Call_that_passes_twice_is_carried_and_a_ring_of_calls_carries_nothing_on()
    {
        const string Us = "127.0.0.1";
        using var fixture = new RelayFixture();
        using MediaSocket a = new(A), b = new(B);

        // a - first - second - b: a far system sent the first call back to us, and left its media as they were.
        var second = fixture.Relay.NewSession();
        var first = fixture.Session;
        var offer = fixture.Map(Describe(A, a.Port), RelaySide.Caller)!;
        fixture.Take(Describe(A, a.Port), RelaySide.Caller, A);
        fixture.Session = second;
        var (towardsFirst, towardsB) = fixture.Connect(offer, Describe(B, b.Port), Us, B);
        fixture.Session = first;
        var answer = Describe(Us, towardsFirst.Port);
        var towardsA = Ports(fixture.Map(answer, RelaySide.Called)!)[0];
        fixture.Take(answer, RelaySide.Called, Us);
        a.SendRtp(towardsA, 1);
        Assert.Equal(1, await b.SequenceAsync());
        b.SendRtp(towardsB, 2);
        Assert.Equal(2, await a.SequenceAsync());

        // Both ends say now that they are each other's port with us.
        fixture.Take(Describe(Us, towardsB.Port), RelaySide.Caller, Us);
        fixture.Session = second;
        fixture.Take(Describe(Us, towardsA.Port), RelaySide.Called, Us);
        a.SendRtp(towardsA, 3);
        b.SendRtp(towardsB, 4);
        await UntilAsync(() => first.Count()[0].FromCaller.Undelivered + first.Count()[0].FromCalled.Undelivered
            + second.Count()[0].FromCaller.Undelivered + second.Count()[0].FromCalled.Undelivered == 2);
    }

    [Fact]
    public async Task Packet_that_cannot_be_passed_on_is_counted()
    {
        using var fixture = new RelayFixture();
        using var a = new MediaSocket(A);
        var offer = Describe(A, a.Port);
        fixture.Map(offer, RelaySide.Caller);
        fixture.Take(offer, RelaySide.Caller, A);
        // Early: nobody knows yet where the called side is.
        var caller = Ports(fixture.Map(Describe(B, 5000), RelaySide.Called)!)[0];
        a.SendRtp(caller, 1);
        await UntilAsync(() => fixture.Session.Count()[0].FromCaller.Undelivered == 1);
    }

    /// <summary>A description of T.38 in place of audio.</summary>
    private static string Fax(string address, int port) =>
        Describe(address, port).Replace($"m=audio {port} RTP/AVP 0", $"m=image {port} udptl t38", StringComparison.Ordinal);
}
