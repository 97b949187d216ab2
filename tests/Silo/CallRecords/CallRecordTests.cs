using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>What becomes of calls in their records, on a whole node.</summary>
public sealed class CallRecordTests(RunningNode node) : IClassFixture<RunningNode>
{
    [Fact]
    public async Task Answered_call_has_who_when_and_where_and_who_hung_up()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("101");
        var far = await sides.FarAsync("21");
        var (_, remote) = await sides.CallAsync(phone, "101", far, "211");
        var open = await RecordAsync("211", static record => record.AnsweredAt is not null);
        Assert.Equal((null, null, CallOutcome.Answered, 200), (open.EndedAt, open.EndedBy, open.Outcome, open.Status));
        Assert.Equal(("101", "211", "211", null), (open.From, open.To, open.NumberSent, open.ConnectorIn));
        Assert.NotNull(open.ConnectorOut);
        var attempt = Assert.Single(open.Attempts);
        Assert.Equal((open.ConnectorOut, $"udp:{far.Local}", 200, null), (attempt.Connector, attempt.Place, attempt.Status, attempt.Cause));

        await remote.SendAsync("BYE", "Reason: Q.850;cause=16\n");
        await phone.ReceiveAsync("BYE ");
        var ended = await RecordAsync("211", static record => record.EndedAt is not null);
        Assert.Equal((CallEnd.Called, "Q.850;cause=16", open.Key), (ended.EndedBy, ended.EndReason, ended.Key));
        Assert.True(ended.StartedAt <= ended.HeardAt && ended.HeardAt <= ended.AnsweredAt && ended.AnsweredAt <= ended.EndedAt);
    }

    [Fact]
    public async Task Calls_that_fail_are_recorded_with_their_cause_and_each_attempt()
    {
        using var sides = new Sides(node);
        var phone = await sides.PhoneAsync("102");
        // Nobody has it.
        await phone.SendAsAsync("102", RawDialog.Caller(phone, "<sip:102@a.example>", $"sip:899@{node.Udp}"), "INVITE");
        await phone.ReceiveAsync("SIP/2.0 404");
        var nobody = await RecordAsync("899");
        Assert.Equal((CallOutcome.Failed, CallCause.NumberUnknown, 404, 0), (nobody.Outcome, nobody.Cause, nobody.Status, nobody.Attempts.Length));

        // The first connector is out of order, the second one busy.
        var second = await sides.FarAsync("22", static spec => spec with { Priority = 900 });
        var first = await sides.FarAsync("22", static spec => spec with { Priority = 1 });
        var (_, invite) = await sides.InviteAsync(phone, "102", first, "225");
        await first.RespondAsync(invite, "503 Service Unavailable", "b1");
        await second.RespondAsync(await second.ReceiveAsync("INVITE "), "486 Busy Here", "b2");
        await phone.ReceiveAsync("SIP/2.0 486");
        var busy = await RecordAsync("225");
        Assert.Equal((CallOutcome.Failed, CallCause.FarSideRefused, 486), (busy.Outcome, busy.Cause, busy.Status));
        Assert.Equal([(503, $"udp:{first.Local}"), (486, $"udp:{second.Local}")], busy.Attempts.Select(static a => (a.Status, a.Place)));
        Assert.Equal(busy.Attempts[1].Connector, busy.ConnectorOut);
        Assert.True(busy.Attempts[1].After >= busy.Attempts[0].After + busy.Attempts[0].Took - TimeSpan.FromMilliseconds(1));
    }

    [Fact]
    public async Task Call_that_its_caller_gives_up_is_cancelled()
    {
        using var sides = new Sides(node);
        var caller = await sides.FarAsync("98", static spec => spec with { AllowTransit = true });
        var far = await sides.FarAsync("23");
        var head = $"Via: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\nFrom: <sip:980@far>;tag=a\nTo: <sip:231@a.example>\nCall-ID: {Guid.NewGuid():N}\n";
        await caller.SendAsync($"INVITE sip:231@{node.Udp} SIP/2.0\n{head}CSeq: 1 INVITE\nContact: <sip:980@{caller.Local}>\nContent-Length: 0\n\n");
        await far.RespondAsync(await far.ReceiveAsync("INVITE "), "180 Ringing", "b");
        await caller.ReceiveAsync("SIP/2.0 180");
        await caller.SendAsync($"CANCEL sip:231@{node.Udp} SIP/2.0\n{head}CSeq: 1 CANCEL\nContent-Length: 0\n\n");
        await caller.ReceiveAsync("SIP/2.0 487");
        var record = await RecordAsync("231");
        Assert.NotNull(record.ConnectorIn);
        Assert.Equal((CallOutcome.Cancelled, null, 487, null), (record.Outcome, record.Cause, record.Status, record.AnsweredAt));
        Assert.NotNull(record.HeardAt);
        Assert.Equal(0, Assert.Single(record.Attempts).Status);
    }

    private Task<CallRecord> RecordAsync(string number, Func<CallRecord, bool>? until = null) => RecordAsync(node, number, until);

    internal static async Task<CallRecord> RecordAsync(RunningNode node, string number, Func<CallRecord, bool>? until = null)
    {
        var records = node.Services.GetRequiredService<ICallRecords>();
        CallRecord? found = null;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        while (found is null || until?.Invoke(found) == false)
        {
            var (page, _) = await records.List(new CallRecordFilter(Number: number), 1, null, bound.Token);
            found = page is [var one] ? one : null;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, bound.Token);
        }
        return found;
    }
}
