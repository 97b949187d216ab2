using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
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
    public void Call_that_rings_for_long_keeps_its_ports_and_is_silent_from_its_answer_on()
    {
        var session = _calls.FindOrAdd(2, "call"u8, Guid.Empty, Guid.Empty);
        Map(session);
        session.IsRinging = true;
        Advance(TimeSpan.FromMinutes(12));
        Assert.Same(session, _calls.Find(2));
        session.IsRinging = false;
        Advance(TimeSpan.FromMinutes(5) - RelayedCalls.SweepInterval);
        Assert.Same(session, _calls.Find(2));
        Advance(RelayedCalls.SweepInterval);
        Assert.Null(_calls.Find(2));
    }

    [Theory]
    [InlineData("SIP/2.0 200 OK", ";tag=b", true)]
    [InlineData("SIP/2.0 180 Ringing", ";tag=b", false)]
    public void Call_rings_from_its_INVITE_to_its_answer_with_a_description_or_without(string then, string toTag, bool isAnswered)
    {
        var media = new CallMedia(
            _calls, new MediaFaces(Microsoft.Extensions.Options.Options.Create(new MediaOptions()), Microsoft.Extensions.Options.Options.Create(new SipOptions())),
            NullLogger<CallMedia>.Instance);
        var caller = new MediaSide(RelayedCalls.NewLeg(RelaySide.Caller), new Flow(null!, TransportAddress.Of(System.Net.IPAddress.Loopback, 5060)), false, Guid.Empty);
        var session = _calls.FindOrAdd(caller.Leg.Session, "call"u8, Guid.Empty, Guid.Empty);
        Assert.False(session.IsRinging);
        media.Take(Message("INVITE sip:b@far SIP/2.0", ""), caller);
        Assert.True(session.IsRinging);
        media.Take(Message(then, toTag), caller with { Leg = caller.Leg.Other });
        Assert.Equal(!isAnswered, session.IsRinging);
        media.Take(Message("INVITE sip:b@far SIP/2.0", ";tag=b"), caller);
        Assert.Equal(!isAnswered, session.IsRinging);
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
    public void Refused_offer_frees_the_ports_of_a_call_that_it_alone_made_known_and_of_no_other()
    {
        Map(_calls.FindOrAdd(2, "unknown"u8, Guid.Empty, Guid.Empty));
        _calls.Refuse(2);
        Assert.Null(_calls.Find(2));
        Assert.Equal(MediaMapping.Mapped, Map(_calls.FindOrAdd(2, "unknown"u8, Guid.Empty, Guid.Empty)));

        var session = _calls.FindOrAdd(4, "known"u8, Guid.Empty, Guid.Empty);
        Map(session);
        session.Take(Offer, RelaySide.Caller, TransportAddress.Of(System.Net.IPAddress.Loopback, 0), isBehindNat: false);
        _calls.Refuse(4);
        Assert.Equal((session, true), (_calls.Find(4), session.HasPorts));

        Map(_calls.FindOrAdd(6, "over"u8, Guid.Empty, Guid.Empty));
        _calls.Close(6);
        _calls.Refuse(6);
        Assert.Equal(MediaMapping.Closed, Map(_calls.FindOrAdd(6, "over"u8, Guid.Empty, Guid.Empty)));
    }

    [Fact]
    public void Calls_that_hold_ports_are_counted_and_no_others()
    {
        var connector = Guid.NewGuid();
        // Offered without media, so that it holds none.
        _calls.FindOrAdd(2, "one"u8, connector, Guid.Empty);
        Map(_calls.FindOrAdd(4, "two"u8, Guid.Empty, connector));
        Map(_calls.FindOrAdd(6, "three"u8, connector, Guid.Empty));
        Map(_calls.FindOrAdd(8, "four"u8, Guid.Empty, Guid.NewGuid()));
        Assert.Equal((3, 12), (_calls.Count, _calls.PortsInUse));

        var page = _calls.Of(connector, 1, null);
        Assert.Equal(("three", true, 2), (Assert.Single(page.Items).CallId, page.HasMore, page.TotalCount));
        page = _calls.Of(connector, 1, page.Items[0].Sequence);
        Assert.Equal(("two", false), (Assert.Single(page.Items).CallId, page.HasMore));

        // It stays known for late messages, and is no relayed call for that.
        _calls.Close(4);
        Assert.NotNull(_calls.Find(4));
        Assert.Equal((2, 1), (_calls.Count, _calls.Of(connector, 9, null).TotalCount));
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

    private static ReadOnlySpan<byte> Offer => "v=0\r\nc=IN IP4 192.0.2.1\r\nm=audio 5000 RTP/AVP 0\r\n"u8;

    private static MediaMapping Map(RelaySession session)
    {
        var loopback = TransportAddress.Of(System.Net.IPAddress.Loopback, 0);
        var face = new RelayFace(loopback, loopback);
        var writer = new MessageWriter(new byte[1024]);
        return session.TryMap(ref writer, Offer, RelaySide.Caller, face, face);
    }

    private static SipMessage Message(string start, string toTag)
    {
        var bytes = Encoding.ASCII.GetBytes(
            $"{start}\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bKa\r\nMax-Forwards: 70\r\nFrom: <sip:a@far>;tag=a\r\nTo: <sip:b@far>{toTag}\r\nCall-ID: call\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        return message;
    }

    /// <summary>In steps of the sweep, as time goes.</summary>
    private void Advance(TimeSpan time)
    {
        for (; time > TimeSpan.Zero; time -= RelayedCalls.SweepInterval) _time.Advance(RelayedCalls.SweepInterval);
    }
}
