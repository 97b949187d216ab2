using SystemConnector.Contracts.Calls;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>Calls to a system that says nothing at all.</summary>
public sealed class TimedOutCallTests : IAsyncLifetime
{
    private readonly RunningNode _node = new("--Sip:Timers:T1=50");

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    [Fact]
    public async Task Record_says_where_nobody_answered_and_for_how_long()
    {
        using var sides = new Sides(_node);
        var phone = await sides.PhoneAsync("171");
        var far = await sides.FarAsync("71");
        await sides.InviteAsync(phone, "171", far, "711");
        await phone.ReceiveAsync("SIP/2.0 408");
        var record = await CallRecordTests.RecordAsync(_node, "711");
        Assert.Equal((CallOutcome.Failed, CallCause.NotAnswering, 408, null), (record.Outcome, record.Cause, record.Status, record.AnsweredAt));
        var attempt = Assert.Single(record.Attempts);
        Assert.Equal(($"udp:{far.Local}", CallCause.NotAnswering), (attempt.Place, attempt.Cause));
        Assert.True(attempt.Took >= TimeSpan.FromMilliseconds(64 * 50) - TimeSpan.FromMilliseconds(50));
    }
}
