using SystemConnector.Sip.Media;
using static SystemConnector.Sip.Tests.Media.RelayFixture;

namespace SystemConnector.Sip.Tests.Media;

/// <summary>Whose packets are taken, and where they are sent: what keeps a call's media between its two peers.</summary>
public sealed class LatchingTests : IDisposable
{
    private const string A = "127.0.0.11", B = "127.0.0.12", Stranger = "127.0.0.13", Private = "10.9.9.9";

    private readonly RelayFixture _fixture = new();
    private readonly MediaSocket _a = new(A), _b = new(B), _stranger = new(Stranger);

    [Fact]
    public async Task Media_goes_both_ways_and_comes_from_the_port_that_each_side_was_told()
    {
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(B, _b.Port), A, B);
        _a.SendRtp(caller, 1);
        var (_, from) = await _b.ReceiveAsync();
        Assert.Equal(called, from);
        _b.SendRtp(called, 2);
        (_, from) = await _a.ReceiveAsync();
        Assert.Equal(caller, from);
        Assert.Equal(0, caller.Port % 2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stranger_before_and_after_the_first_packet_changes_nothing_and_is_counted(bool isBehindNat)
    {
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(B, _b.Port), A, B, calledNat: isBehindNat);
        _stranger.SendRtp(called, 666);
        _a.SendRtp(caller, 1);
        Assert.Equal(1, await _b.SequenceAsync());
        _b.SendRtp(called, 2);
        Assert.Equal(2, await _a.SequenceAsync());
        _stranger.SendRtp(called, 667);
        _b.SendRtp(called, 3);
        Assert.Equal(3, await _a.SequenceAsync());
        _a.SendRtp(caller, 4);
        Assert.Equal(4, await _b.SequenceAsync());
        await UntilAsync(() => Audio.FromCalled.Strays == 2);
        Assert.Equal((2, 0), (Audio.FromCalled.Packets, Audio.FromCaller.Strays));
    }

    [Fact]
    public async Task Peer_behind_NAT_is_sent_to_where_its_media_comes_from()
    {
        // Its SIP comes from B, its SDP names an address and a port that nobody outside reaches.
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(Private, 40_000), A, B, calledNat: true);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        _a.SendRtp(caller, 2);
        Assert.Equal(2, await _b.SequenceAsync());
        Assert.Equal(_b.Local, Audio.FromCalled.Source);
    }

    [Fact]
    public async Task Peer_behind_NAT_that_was_not_heard_is_tried_where_its_SIP_is_seen_with_the_port_that_it_says()
    {
        var (caller, _) = _fixture.Connect(Describe(A, _a.Port), Describe(Private, _b.Port), A, B, calledNat: true);
        _a.SendRtp(caller, 1);
        Assert.Equal(1, await _b.SequenceAsync());
    }

    [Fact]
    public async Task Who_was_first_where_anybody_may_be_gives_way_to_the_address_of_the_peers_SIP_and_never_the_other_way_round()
    {
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(Private, 40_000), A, B, calledNat: true);
        _stranger.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        _b.SendRtp(called, 2);
        Assert.Equal(2, await _a.SequenceAsync());
        _stranger.SendRtp(called, 3);
        _b.SendRtp(called, 4);
        Assert.Equal(4, await _a.SequenceAsync());
        _a.SendRtp(caller, 5);
        Assert.Equal(5, await _b.SequenceAsync());
        Assert.Equal(1, Audio.FromCalled.Strays);
    }

    [Fact]
    public async Task Another_port_of_the_peers_address_gives_way_to_the_port_that_its_SDP_names()
    {
        using var neighbour = new MediaSocket(B);
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(B, _b.Port), A, B);
        neighbour.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        // Without NAT the answer goes where its SDP says, wherever its packets come from.
        _a.SendRtp(caller, 2);
        Assert.Equal(2, await _b.SequenceAsync());
        _b.SendRtp(called, 3);
        Assert.Equal(3, await _a.SequenceAsync());
        neighbour.SendRtp(called, 4);
        _b.SendRtp(called, 5);
        Assert.Equal(5, await _a.SequenceAsync());
    }

    [Fact]
    public async Task What_is_no_media_latches_nothing()
    {
        var (_, called) = _fixture.Connect(Describe(A, _a.Port), Describe(Private, 40_000), A, B, calledNat: true);
        _stranger.Send(called, "GET / HTTP/1.1\r\n"u8.ToArray());
        _stranger.Send(called, [0x80, 0, 0, 1]);
        _stranger.Send(called, [0, 1, 0, 0, 1, 2, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        await UntilAsync(() => Audio.FromCalled.Strays == 3);
        Assert.Equal(_b.Local, Audio.FromCalled.Source);
    }

    [Fact]
    public async Task Repeated_description_moves_nothing_and_a_changed_one_moves_to_the_first_that_fits()
    {
        using var moved = new MediaSocket(Stranger);
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(B, _b.Port), A, B);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());

        // A session refresh: whoever came with it is as strange as before.
        _fixture.Take(Describe(B, _b.Port), RelaySide.Called, B);
        moved.SendRtp(called, 2);
        _b.SendRtp(called, 3);
        Assert.Equal(3, await _a.SequenceAsync());

        // Media moves. The old source goes on until the new one is heard; what goes to the peer moves at once.
        _fixture.Take(Describe(Stranger, moved.Port), RelaySide.Called, B);
        _b.SendRtp(called, 4);
        Assert.Equal(4, await _a.SequenceAsync());
        _a.SendRtp(caller, 5);
        Assert.Equal(5, await moved.SequenceAsync());
        moved.SendRtp(called, 6);
        Assert.Equal(6, await _a.SequenceAsync());
        _b.SendRtp(called, 7);
        moved.SendRtp(called, 8);
        Assert.Equal(8, await _a.SequenceAsync());
    }

    [Fact]
    public async Task Source_that_is_heard_on_after_a_change_is_latched_again()
    {
        using var neighbour = new MediaSocket(B);
        var (_, called) = _fixture.Connect(Describe(A, _a.Port), Describe(Private, 40_000), A, B, calledNat: true);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        _fixture.Take(Describe(Private, 40_002), RelaySide.Called, B, isBehindNat: true);
        _b.SendRtp(called, 2); // the change is taken over with the next packet
        Assert.Equal(2, await _a.SequenceAsync());
        _fixture.Time.Advance(TimeSpan.FromSeconds(6));
        _b.SendRtp(called, 3);
        Assert.Equal(3, await _a.SequenceAsync());
        neighbour.SendRtp(called, 4);
        _b.SendRtp(called, 5);
        Assert.Equal(5, await _a.SequenceAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Peer_whose_NAT_gives_it_another_port_while_it_is_on_hold_is_followed(bool isLatchedByPort)
    {
        using MediaSocket rebound = new(B), neighbour = new(B);
        var answer = Describe(B, isLatchedByPort ? _b.Port : 40_000);
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), answer, A, B, calledNat: true);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        _fixture.Take(Describe("0.0.0.0", 40_000), RelaySide.Called, B, isBehindNat: true);
        _fixture.Time.Advance(TimeSpan.FromMinutes(2));
        _fixture.Take(answer, RelaySide.Called, B, isBehindNat: true);

        // Its address is what speaks for it: nobody else gets its place by its silence.
        _stranger.SendRtp(called, 2);
        rebound.SendRtp(called, 3);
        Assert.Equal(3, await _a.SequenceAsync());
        _a.SendRtp(caller, 4);
        Assert.Equal(4, await rebound.SequenceAsync());

        // As long as it is heard, another port of its address is a stray.
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        neighbour.SendRtp(called, 5);
        rebound.SendRtp(called, 6);
        Assert.Equal(6, await _a.SequenceAsync());
        Assert.Equal((3, 2), (Audio.FromCalled.Packets, Audio.FromCalled.Strays));
    }

    [Fact]
    public async Task Hold_changes_nothing()
    {
        var (caller, called) = _fixture.Connect(Describe(A, _a.Port), Describe(B, _b.Port), A, B);
        _fixture.Take(Describe("0.0.0.0", _b.Port), RelaySide.Called, B);
        _b.SendRtp(called, 1);
        Assert.Equal(1, await _a.SequenceAsync());
        _a.SendRtp(caller, 2);
        Assert.Equal(2, await _b.SequenceAsync());
    }

    [Theory]
    [InlineData("192.0.2.1", 5000, "198.51.100.1", true, "192.0.2.1", 5000, Fit.Exact)]
    [InlineData("192.0.2.1", 5000, "198.51.100.1", true, "192.0.2.1", 5001, Fit.Address)]
    [InlineData("192.0.2.1", 5000, "198.51.100.1", true, "198.51.100.1", 5001, Fit.Address)]
    [InlineData("192.0.2.1", 5000, "198.51.100.1", false, "198.51.100.1", 5001, Fit.None)]
    [InlineData("192.0.2.1", 5000, "198.51.100.1", true, "203.0.113.1", 5000, Fit.None)]
    [InlineData("10.0.0.1", 5000, "198.51.100.1", true, "203.0.113.1", 5000, Fit.Anyone)]
    [InlineData("10.0.0.1", 5000, "198.51.100.1", false, "203.0.113.1", 5000, Fit.None)]
    [InlineData("10.0.0.1", 5000, "10.0.0.1", true, "203.0.113.1", 5000, Fit.None)] // no NAT between: nobody else may be it
    [InlineData("pbx.example", 5000, "198.51.100.1", false, "198.51.100.1", 5000, Fit.Exact)]
    [InlineData("127.0.0.1", 5000, "198.51.100.1", false, "127.0.0.1", 5000, Fit.None)] // our own services are no media
    public void Source_fits_as_well_as_what_is_known_of_the_peer(string said, int port, string seen, bool nat, string source, int sourcePort, object fit)
    {
        var peer = MediaPeer.Of(System.Text.Encoding.ASCII.GetBytes(said), port, Address(seen), nat);
        Assert.Equal((Fit)fit, peer!.FitOf(Address(source).WithPort(sourcePort)));
    }

    public void Dispose()
    {
        _fixture.Dispose();
        _a.Dispose();
        _b.Dispose();
        _stranger.Dispose();
    }

    private RelayedMedia Audio => Assert.Single(_fixture.Session.Count());
}
