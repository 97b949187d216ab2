using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Tests.Admission;

public sealed class ChannelLedgerTests
{
    private static readonly TrunkLimits NoBound = new(0, 0, 0);

    private readonly ManualTime _time = new();

    [Fact]
    public void Call_holds_a_channel_until_it_ends_whatever_ends_it_and_however_often()
    {
        var ledger = new ChannelLedger(_time);
        var connector = Routes.Connector("B", NoBound);
        Assert.Null(ChannelHold.TryOffer(ledger, 1, connector, default, out var hold));
        Assert.Equal((1, 1), (connector.Trunk.Load.Channels, connector.Trunk.Load.Pending));
        hold.Heard();
        hold.Heard();
        hold.Answered(0);
        hold.End();
        Assert.Equal((1, 0), (connector.Trunk.Load.Channels, connector.Trunk.Load.Pending));
        for (var bye = 0; bye < 3; bye++) ledger.Close(1, connector.Id);
        Assert.Equal((0, 0), (connector.Trunk.Load.Channels, ledger.Count));
    }

    [Fact]
    public void Offer_over_a_bound_takes_nothing()
    {
        var ledger = new ChannelLedger(_time);
        foreach (var (limits, cause) in new[]
        {
            (new TrunkLimits(Channels: 1, CallsPerSecond: 0, PendingTransactions: 0), CallCause.ChannelsFull),
            (new TrunkLimits(Channels: 0, CallsPerSecond: 1, PendingTransactions: 0), CallCause.TooManyCalls),
            (new TrunkLimits(Channels: 0, CallsPerSecond: 0, PendingTransactions: 1), CallCause.TooManyPending),
        })
        {
            var connector = Routes.Connector("B", limits);
            Assert.Null(ChannelHold.TryOffer(ledger, 1, connector, default, out var first));
            Assert.Equal(cause, ChannelHold.TryOffer(ledger, 2, connector, default, out var second));
            second.Heard();
            second.End();
            Assert.Equal((1, 1), (connector.Trunk.Load.Channels, connector.Trunk.Load.Pending));
            first.Heard();
            first.End();
            Assert.Equal((0, 0), (connector.Trunk.Load.Channels, connector.Trunk.Load.Pending));
        }
    }

    [Theory]
    [InlineData("", "", 24 * 3600)]
    [InlineData("", "Session-Expires: 1800;refresher=uac\r\n", 1800 + 64)]
    [InlineData("", "x: 90\r\n", 90 + 64)]
    [InlineData("", "Session-Expires: 99999999\r\n", 24 * 3600)]
    [InlineData("", "Session-Expires: soon\r\n", 24 * 3600)]
    // Turned on by us at the caller, since the called side knows no timer.
    [InlineData("Supported: timer\r\n", "", 600 + 64)]
    [InlineData("Supported: timer\r\n", "Session-Expires: 90\r\n", 90 + 64)]
    public void Call_whose_bye_was_lost_gives_its_channel_back_when_its_session_is_over(string asked, string answered, int seconds)
    {
        var session = new SessionTimer();
        session.Plan(Parse("INVITE sip:2@a SIP/2.0", asked), near: 600, far: 0);
        var ledger = new ChannelLedger(_time);
        var connector = Routes.Connector("B", NoBound);
        ChannelHold.TryTake(ledger, 1, connector, out var hold);
        hold.Answered(session.Negotiated(Parse("SIP/2.0 200 OK", answered), out _));
        _time.Advance(TimeSpan.FromSeconds(seconds - 1));
        ledger.Sweep();
        Assert.Equal(1, connector.Trunk.Load.Channels);
        _time.Advance(TimeSpan.FromSeconds(1));
        ledger.Sweep();
        Assert.Equal((0, 0), (connector.Trunk.Load.Channels, ledger.Count));
    }

    [Fact]
    public void Session_that_is_refreshed_goes_on()
    {
        var ledger = new ChannelLedger(_time);
        var connector = Routes.Connector("B", NoBound);
        ChannelHold.TryTake(ledger, 1, connector, out var hold);
        hold.Answered(90);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(45));
            ledger.Extend(1, connector.Id, SessionLifetime.Of(90));
            ledger.Sweep();
        }
        Assert.Equal(1, connector.Trunk.Load.Channels);
        // One that is not known, since it was set up elsewhere, does not come to be by a refresh.
        ledger.Extend(2, connector.Id, SessionLifetime.Of(90));
        Assert.Equal(1, ledger.Count);
    }

    [Fact]
    public void Acknowledgement_is_known_of_the_call_that_got_it()
    {
        var ledger = new ChannelLedger(_time);
        var connector = Routes.Connector("B", NoBound);
        ledger.TryOpen(1, connector);
        ledger.TryOpen(2, connector);
        ledger.Acknowledge(1, connector.Id);
        ledger.Acknowledge(3, connector.Id);
        Assert.Equal([true, false, false], new ulong[] { 1, 2, 3 }.Select(call => ledger.IsAcknowledged(call, connector.Id)));
    }

    [Fact]
    public void One_call_id_may_stand_for_several_calls()
    {
        var ledger = new ChannelLedger(_time);
        var connector = Routes.Connector("B", NoBound);
        ChannelHold.TryTake(ledger, 1, connector, out var first);
        ChannelHold.TryTake(ledger, 1, connector, out var second);
        Assert.Equal(2, connector.Trunk.Load.Channels);
        first.Answered(0);
        second.End();
        Assert.Equal(1, connector.Trunk.Load.Channels);
        ledger.Close(1, connector.Id);
        Assert.Equal((0, 0), (connector.Trunk.Load.Channels, ledger.Count));
    }

    /// <summary>Whatever happens in whatever order: no count is ever wrong at the end, below zero, or over its limit.</summary>
    [Fact]
    public void Nothing_is_left_after_100000_mixed_calls()
    {
        var random = new Random(20261122);
        var ledger = new ChannelLedger(_time);
        ConnectorRoute[] connectors =
        [
            Routes.Connector("free", NoBound), Routes.Connector("small", new TrunkLimits(20, 0, 5)), Routes.Connector("slow", new TrunkLimits(0, 50, 10)), Routes.Connector("default", TrunkLimits.Default),
        ];
        var open = new List<Call>();
        var refused = 0;
        for (var n = 0; n < 100_000; n++)
        {
            var call = new Call(ledger, random.Next(20) == 0 && open.Count > 0 ? open[random.Next(open.Count)].Id : (ulong)n + 1);
            if (call.Begin(connectors, random, _time.GetElapsedTime(0))) open.Add(call);
            else refused++;
            while (open.Count > 200 || (open.Count > 0 && random.Next(2) == 0))
            {
                var at = random.Next(open.Count);
                if (!open[at].Happen(random)) continue;
                open.RemoveAt(at);
            }
            if (random.Next(10) == 0) _time.Advance(TimeSpan.FromMilliseconds(random.Next(2000)));
            if (n % 1000 == 0) ledger.Sweep();
            foreach (var connector in connectors)
            {
                Assert.InRange(connector.Trunk.Load.Channels, 0, connector.Trunk.Load.MaxChannels(connector.Limits));
                Assert.InRange(connector.Trunk.Load.Pending, 0, connector.Limits.PendingTransactions == 0 ? int.MaxValue : connector.Limits.PendingTransactions);
            }
        }
        Assert.InRange(refused, 1, 99_999);
        // Whatever still rings is over by itself; whatever lost its BYE expires.
        foreach (var call in open) call.GiveUp();
        _time.Advance(ChannelLedger.TalkTime);
        ledger.Sweep();
        Assert.All(connectors, static connector => Assert.Equal((0, 0), (connector.Trunk.Load.Channels, connector.Trunk.Load.Pending)));
        Assert.Equal(0, ledger.Count);
    }

    private static SipMessage Parse(string start, string header)
    {
        var bytes = Encoding.ASCII.GetBytes(
            $"{start}\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\nFrom: <sip:1@a>;tag=a\r\nTo: <sip:2@a>;tag=b\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n{header}Content-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        return message;
    }

    /// <summary>One call with what can happen to it, in any order and more than once.</summary>
    private sealed class Call(ChannelLedger ledger, ulong id)
    {
        private ConnectorRoute[] _connectors = [];
        private ConnectorRoute? _from, _to;
        private ChannelHold _in, _out;
        private int _next;
        private bool _isAnswered, _isAbandoned;

        public ulong Id => id;

        public bool Begin(ConnectorRoute[] connectors, Random random, TimeSpan now)
        {
            _connectors = connectors;
            if (random.Next(2) == 0)
            {
                _from = connectors[random.Next(connectors.Length)];
                if (!ChannelHold.TryTake(ledger, id, _from, out _in)) return false;
            }
            if (Offer(now)) return true;
            _in.End();
            return false;
        }

        /// <summary>True when nothing more happens to it.</summary>
        public bool Happen(Random random)
        {
            switch (random.Next(9))
            {
                case 0: // a provisional response, or a second one
                    _out.Heard();
                    return false;
                case 1 when !_isAnswered: // refused or silent: the next candidate, or the end
                    _out.Heard();
                    _out.End();
                    if (Offer(TimeSpan.FromDays(1))) return false;
                    _in.End();
                    return true;
                case 2 when !_isAnswered: // the caller cancels, or the branch is given up while nothing was heard of it
                    _isAbandoned = true;
                    _in.End();
                    _out.End();
                    return false;
                case 3 when _isAbandoned: // the answer crosses the CANCEL: acknowledged and hung up
                case 4 when _isAbandoned: // or the transaction ends
                    _out.Heard();
                    return true;
                case 5 or 6 when !_isAbandoned: // answered, or answered again
                    _isAnswered = true;
                    _out.Heard();
                    _in.Answered(0);
                    _out.Answered(0);
                    return false;
                case 7 when _isAnswered: // hung up, by both sides at once, or with a BYE that comes again
                    for (var bye = random.Next(1, 4); bye > 0; bye--)
                    {
                        if (_from is not null) ledger.Close(id, _from.Id);
                        if (_to is not null) ledger.Close(id, _to.Id);
                    }
                    return true;
                case 8 when _isAnswered: // the BYE is lost
                    return random.Next(20) == 0;
                default:
                    return false;
            }
        }

        public void GiveUp()
        {
            _out.Heard();
            if (_isAnswered) return;
            _out.End();
            _in.End();
        }

        private bool Offer(TimeSpan now)
        {
            while (_next < _connectors.Length)
            {
                _to = _connectors[_next++];
                if (_to != _from && ChannelHold.TryOffer(ledger, id, _to, now, out _out) is null) return true;
            }
            _to = null;
            return false;
        }
    }
}
