using System.Net;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Tests.Demo;

public sealed class UserAgentTests
{
    private static readonly IPEndPoint Nobody = new(IPAddress.Loopback, 9);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Registers_by_answering_the_challenge()
    {
        await using var registrar = new ChallengingRegistrar("100", "s3cret");
        await using var phone = Phone("A100", "100", registrar.EndPoint, password: "s3cret");
        Assert.Equal(200, await phone.RegisterAsync(cancellation: Cancellation));
        Assert.Equal(200, await phone.RegisterAsync(TimeSpan.Zero, Cancellation));
        Assert.Empty(phone.Faults);
    }

    [Fact]
    public async Task Wrong_password_ends_with_401_and_not_in_a_loop()
    {
        await using var registrar = new ChallengingRegistrar("100", "s3cret");
        await using var phone = Phone("A100", "100", registrar.EndPoint, password: "guess");
        Assert.Equal(401, await phone.RegisterAsync(cancellation: Cancellation));
        Assert.Equal(2, phone.Log.Messages.Count(static message => message.IsSent));
    }

    [Fact]
    public async Task Nonce_that_is_always_too_old_is_answered_three_times_and_not_in_a_loop()
    {
        await using var registrar = new ChallengingRegistrar("100", "s3cret") { IsAlwaysStale = true };
        await using var phone = Phone("A100", "100", registrar.EndPoint, password: "s3cret");
        Assert.Equal(401, await phone.RegisterAsync(cancellation: Cancellation));
        Assert.Equal(4, phone.Log.Messages.Count(static message => message.IsSent));
    }

    [Fact]
    public async Task Call_that_is_cancelled_does_not_answer_a_challenge_that_crosses()
    {
        var phoneAt = new IPEndPoint(IPAddress.Loopback, 0);
        using var far = new RawPeer("127.0.0.1", phoneAt);
        await using var phone = Phone("A100", "100", far.Local, password: "s3cret");
        phoneAt.Port = phone.Local.Port;
        using var call = phone.StartCall("160");
        var invite = await far.ReceiveAsync("INVITE ");
        await far.RespondAsync(invite, "180 Ringing", "b");
        await call.RingingAsync(Cancellation);
        var hangUp = call.HangUpAsync(Cancellation);
        await far.ReceiveAsync("CANCEL ");
        await far.RespondAsync(invite, "401 Unauthorized", "b", "WWW-Authenticate: Digest realm=\"test\", nonce=\"n\", qop=\"auth\"\n");
        Assert.Equal(401, await hangUp);
        Assert.Single(phone.Log.Messages.Where(static message => message.IsSent).Select(static message => message.Field("CSeq")).Distinct(), static cseq => cseq.EndsWith("INVITE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_password_the_challenge_is_the_answer()
    {
        await using var registrar = new ChallengingRegistrar("100", "s3cret");
        await using var phone = Phone("A100", "100", registrar.EndPoint);
        Assert.Equal(401, await phone.RegisterAsync(cancellation: Cancellation));
    }

    [Fact]
    public async Task Caller_learns_who_answered_and_hangs_up()
    {
        await using var callee = Phone("B160", "160", Nobody);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = await caller.CallAsync("160", Cancellation);
        using var taken = await callee.NextCallAsync(Cancellation);

        Assert.Equal(200, call.Status);
        Assert.Equal("B160", call.AnsweredBy);
        Assert.Equal(180, await call.RingingAsync(Cancellation));
        await taken.AcknowledgedAsync(Cancellation);
        Assert.True(taken.IsIncoming);
        Assert.Equal(("100", "160"), (taken.Caller, taken.Dialled));

        Assert.Equal(200, await call.HangUpAsync(Cancellation));
        Assert.True(await taken.EndedAsync(Cancellation));
        Assert.False(await call.EndedAsync(Cancellation));
        Assert.Empty(caller.Faults);
        Assert.Empty(callee.Faults);
    }

    [Fact]
    public async Task Callee_hangs_up()
    {
        await using var callee = Phone("B160", "160", Nobody);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = await caller.CallAsync("160", Cancellation);
        using var taken = await callee.NextCallAsync(Cancellation);
        await taken.AcknowledgedAsync(Cancellation);

        Assert.Equal(200, await taken.HangUpAsync(Cancellation));
        Assert.True(await call.EndedAsync(Cancellation));
        Assert.Equal(0, await call.HangUpAsync(Cancellation));
    }

    [Fact]
    public async Task Ringing_call_that_is_cancelled_ends_with_487()
    {
        await using var callee = Phone("B160", "160", Nobody, answerWith: 0);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = caller.StartCall("160");
        await call.RingingAsync(Cancellation);

        Assert.Equal(487, await call.HangUpAsync(Cancellation));
        using var taken = await callee.NextCallAsync(Cancellation);
        Assert.True(await taken.EndedAsync(Cancellation));
        Assert.Equal(487, taken.Status);
        Assert.Null(call.AnsweredBy);
    }

    [Fact]
    public async Task Phone_that_is_busy_refuses_by_itself()
    {
        await using var callee = Phone("B160", "160", Nobody, answerWith: 486);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = await caller.CallAsync("160", Cancellation);
        Assert.Equal(486, call.Status);
        await call.EndedAsync(Cancellation);
    }

    [Fact]
    public async Task Call_is_answered_and_refused_by_hand()
    {
        await using var callee = Phone("B160", "160", Nobody, answerWith: 0);
        await using var caller = Phone("A100", "100", EndPointOf(callee));

        using var first = caller.StartCall("160");
        using var firstTaken = await callee.NextCallAsync(Cancellation);
        firstTaken.Answer();
        Assert.Equal(200, await first.FinalAsync(Cancellation));

        using var second = caller.StartCall("160");
        using var secondTaken = await callee.NextCallAsync(Cancellation);
        secondTaken.Reject(480);
        Assert.Equal(480, await second.FinalAsync(Cancellation));
    }

    [Fact]
    public async Task Rings_for_the_time_that_it_is_told()
    {
        await using var callee = Phone("B160", "160", Nobody, ringTime: TimeSpan.FromMilliseconds(100));
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = caller.StartCall("160");
        await call.RingingAsync(Cancellation);
        Assert.Equal(0, call.Status);
        Assert.Equal(200, await call.FinalAsync(Cancellation));
    }

    [Fact]
    public async Task Reinvite_and_info_go_both_ways_in_an_answered_call()
    {
        await using var callee = Phone("B160", "160", Nobody);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = await caller.CallAsync("160", Cancellation);
        using var taken = await callee.NextCallAsync(Cancellation);
        await taken.AcknowledgedAsync(Cancellation);

        Assert.Equal(200, await call.RequestAsync(SipMethod.Invite, Cancellation));
        Assert.Equal(200, await taken.RequestAsync(SipMethod.Invite, Cancellation));
        Assert.Equal(200, await taken.RequestAsync(SipMethod.Info, Cancellation));
        Assert.Equal(200, await call.HangUpAsync(Cancellation));
    }

    [Fact]
    public async Task Request_of_a_call_that_is_over_gets_481()
    {
        await using var callee = Phone("B160", "160", Nobody);
        await using var caller = Phone("A100", "100", EndPointOf(callee));
        using var call = await caller.CallAsync("160", Cancellation);
        await call.HangUpAsync(Cancellation);
        Assert.Equal(481, await call.RequestAsync(SipMethod.Bye, Cancellation));
    }

    [Fact]
    public async Task Phone_that_calls_itself_keeps_both_ends_apart()
    {
        await using var callee = Phone("B160", "160", Nobody);
        using var call = await callee.CallAsync($"sip:160@{callee.Local}", Cancellation);
        Assert.Equal("B160", call.AnsweredBy);
        using var taken = await callee.NextCallAsync(Cancellation);
        Assert.Equal(200, await call.HangUpAsync(Cancellation));
        Assert.True(await taken.EndedAsync(Cancellation));
    }

    [Fact]
    public async Task Nobody_there_is_a_timeout_that_says_what_did_not_come()
    {
        await using var silent = Phone("B160", "160", Nobody, answerWith: 0);
        await using var caller = Phone("A100", "100", EndPointOf(silent), patience: TimeSpan.FromMilliseconds(200));
        var exception = await Assert.ThrowsAsync<TimeoutException>(() => caller.CallAsync("160", Cancellation));
        Assert.Equal("A100: no final response to INVITE 160 within 0.2 s.", exception.Message);
    }

    [Fact]
    public async Task Answer_is_repeated_until_it_is_acknowledged()
    {
        await using var callee = Phone("B160", "160", Nobody);
        await using var caller = new LossyCaller(EndPointOf(callee));
        caller.Invite();
        Assert.Equal(3, await caller.CountAnswersAsync(3, Cancellation));
        caller.Acknowledge();
        using var taken = await callee.NextCallAsync(Cancellation);
        await taken.AcknowledgedAsync(Cancellation);
    }

    private static IPEndPoint EndPointOf(UserAgent agent) => agent.Local.ToIPEndPoint();

    private static UserAgent Phone(
        string name, string user, IPEndPoint proxy, string? password = null, int answerWith = 200, TimeSpan ringTime = default, TimeSpan? patience = null) =>
        UserAgent.Start(new UserAgentOptions
        {
            Name = name,
            User = user,
            Domain = "test.example",
            Proxy = proxy,
            Password = password,
            AnswerWith = answerWith,
            RingTime = ringTime,
            Patience = patience ?? TimeSpan.FromSeconds(10),
            Timers = new() { T1 = 50 },
        });
}
