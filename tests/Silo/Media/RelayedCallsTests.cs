using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>For how long a call's number is known.</summary>
public sealed class RelayedCallsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RelayedCalls _calls;

    public RelayedCallsTests() => _calls = new RelayedCalls(
        new MediaRelay(new MediaRelayOptions(20_000, 29_999, Threads: 1), _time), TimeSpan.FromMinutes(5), _time, NullLogger<RelayedCalls>.Instance);

    [Fact]
    public void Silent_call_gives_its_ports_back_and_gets_others_when_it_is_offered_again()
    {
        var session = _calls.FindOrAdd(2, "call"u8, Guid.Empty, Guid.Empty);
        Assert.Equal(MediaMapping.Mapped, Map(session));
        Advance(TimeSpan.FromMinutes(5) - RelayedCalls.SweepInterval);
        Assert.Same(session, _calls.Find(2));
        Advance(RelayedCalls.SweepInterval);
        Assert.Null(_calls.Find(2));
        Assert.Equal(MediaMapping.Closed, Map(session));

        // What the node knows of it is gone, as after a start: the number in the token is enough.
        Assert.Equal(MediaMapping.Mapped, Map(_calls.FindOrAdd(2, "call"u8, Guid.Empty, Guid.Empty)));
        Assert.Equal("call", Assert.Single(_calls.All()).CallId);
    }

    [Fact]
    public void Call_that_is_over_stays_known_as_such_for_as_long_as_messages_may_come_late()
    {
        Map(_calls.FindOrAdd(2, "call"u8, Guid.Empty, Guid.Empty));
        _calls.Close(2);
        Assert.Empty(_calls.All());
        Advance(TimeSpan.FromSeconds(25));
        Assert.Equal(MediaMapping.Closed, Map(_calls.FindOrAdd(2, "call"u8, Guid.Empty, Guid.Empty)));
        Advance(TimeSpan.FromSeconds(10));
        Assert.Null(_calls.Find(2));
    }

    [Fact]
    public void Numbers_name_a_session_and_a_side_and_are_never_that_of_no_session()
    {
        for (var i = 0; i < 1000; i++)
        {
            var leg = RelayedCalls.NewLeg(RelaySide.Caller);
            Assert.True(leg.IsRelayed && leg.Session != 0);
            Assert.Equal((leg.Session, RelaySide.Called, leg), (leg.Other.Session, leg.Other.Side, leg.Other.Other));
        }
        Assert.False(default(MediaLeg).Other.IsRelayed);
    }

    public void Dispose() => _calls.Dispose();

    private static MediaMapping Map(RelaySession session)
    {
        var loopback = TransportAddress.Of(System.Net.IPAddress.Loopback, 0);
        var face = new RelayFace(loopback, loopback);
        var writer = new MessageWriter(new byte[1024]);
        return session.TryMap(ref writer, "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 5000 RTP/AVP 0\r\n"u8, RelaySide.Caller, face, face);
    }

    /// <summary>In steps of the sweep, as time goes.</summary>
    private void Advance(TimeSpan time)
    {
        for (; time > TimeSpan.Zero; time -= RelayedCalls.SweepInterval) _time.Advance(RelayedCalls.SweepInterval);
    }
}
