using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Tests.Admission;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Tests.Why;

public sealed class CallJournalTests
{
    private static readonly SiteId Site = SiteId.New();

    private readonly ManualTime _time = new();
    private readonly CallJournal _journal;

    public CallJournalTests() => _journal = new CallJournal(_time, NullLogger<CallJournal>.Instance);

    [Fact]
    public void Failed_call_is_told_with_cause_sentence_and_advice()
    {
        var connector = Routes.Connector("B", TrunkLimits.Default);
        Fail(CallCause.FarSideRefused, connector, 486, "150", phrase: "Busy Here");
        var call = Assert.Single(_journal.Failed(Site, connector.Id, 10, null).Items);
        Assert.Equal(("100", "150", CallCause.FarSideRefused, 486, "call-1", 1L), (call.From, call.To, call.Cause, call.Status, call.CallId, call.Count));
        Assert.Equal("The far side of connector \"B\" answered 486 Busy Here.", call.Text);
        Assert.Contains("busy", call.Advice, StringComparison.Ordinal);
        Assert.Empty(_journal.Failed(SiteId.New(), null, 10, null).Items);
        Assert.Empty(_journal.Failed(Site, ConnectorId.New(), 10, null).Items);
    }

    [Fact]
    public void Flood_of_one_cause_is_counted_and_pushes_nothing_out()
    {
        var connector = Routes.Connector("B", TrunkLimits.Default);
        Fail(CallCause.Loop, null, 482, "199");
        for (var i = 0; i < 50_000; i++) Fail(CallCause.TooManyCalls, connector, 503, "150");
        var page = _journal.Failed(Site, null, 100, null);
        Assert.Equal(CallJournal.PerSecond + 1, page.TotalCount);
        Assert.Equal(CallCause.Loop, page.Items[^1].Cause);
        Assert.Equal(50_000, page.Items.Where(call => call.Connector == connector.Id).Sum(call => call.Count));
        Assert.Equal([new ConnectorFailures(connector.Id, CallCause.TooManyCalls, 50_000)], _journal.Counts().Where(failures => failures.Connector == connector.Id));
        // The next second tells of some again.
        _time.Advance(TimeSpan.FromSeconds(1));
        Fail(CallCause.TooManyCalls, connector, 503, "150");
        Assert.Equal(CallJournal.PerSecond + 2, _journal.Failed(Site, null, 100, null).TotalCount);
    }

    [Fact]
    public void Flood_allocates_nothing_for_what_is_only_counted()
    {
        var connector = Routes.Connector("B", TrunkLimits.Default);
        var invite = Invite("150");
        for (var i = 0; i < 100; i++) Fail(CallCause.TooManyCalls, connector, 503, invite);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) Fail(CallCause.TooManyCalls, connector, 503, invite);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Journal_keeps_the_last_ones_and_all_counts()
    {
        for (var i = 0; i < CallJournal.Capacity + 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            Fail(CallCause.NumberUnknown, null, 404, $"{i:0000}");
        }
        var first = _journal.Failed(Site, null, 2, null);
        Assert.Equal((CallJournal.Capacity, true), (first.TotalCount, first.HasMore));
        Assert.Equal(["1099", "1098"], first.Items.Select(call => call.To));
        Assert.Equal("1097", _journal.Failed(Site, null, 1, first.Items[^1].Sequence).Items.Single().To);
        Assert.Equal(CallJournal.Capacity + 100, _journal.Counts().Single().Count);
    }

    [Fact]
    public void What_a_stranger_wrote_is_cut_short_and_made_harmless()
    {
        Fail(CallCause.NotANumber, null, 404, Invite(new string('x', 500)));
        Assert.Equal(128, _journal.Failed(Site, null, 1, null).Items[0].To.Length);
        Assert.Equal("a?b", CallJournal.Text("a\nb"u8));
    }

    [Fact]
    public void Threads_that_write_at_once_lose_no_count()
    {
        Parallel.For(0, 20_000, i => Fail((CallCause)(i % 4), null, 503, Invite("150")));
        Assert.Equal(20_000, _journal.Counts().Sum(static count => count.Count));
        Assert.InRange(_journal.Failed(Site, null, 200, null).TotalCount, 4, 4 * CallJournal.PerSecond);
    }

    private void Fail(CallCause cause, ConnectorRoute? connector, int status, string number, string phrase = "") =>
        _journal.Failed(new CallFailure(cause, Site, connector, status, Invite("1")) { Number = Number.Parse(number), Phrase = Encoding.ASCII.GetBytes(phrase) });

    private void Fail(CallCause cause, ConnectorRoute? connector, int status, SipMessage invite) =>
        _journal.Failed(new CallFailure(cause, Site, connector, status, invite));

    private static SipMessage Invite(string user)
    {
        var bytes = Encoding.ASCII.GetBytes(
            $"INVITE sip:{user}@b SIP/2.0\r\nVia: SIP/2.0/UDP a;branch=z9hG4bKa\r\nMax-Forwards: 70\r\nFrom: <sip:100@a>;tag=a\r\nTo: <sip:2@a>\r\nCall-ID: call-1\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        return message;
    }
}
