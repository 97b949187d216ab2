using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A far side that refuses our credentials for hours, and then has them corrected: nobody touches us.</summary>
public sealed class RejectedRegistrationTests
{
    [Theory]
    [InlineData(0, 401)]
    [InlineData(0.999, 401)]
    [InlineData(0, 403)]
    [InlineData(0.999, 403)]
    public async Task Rfc5626_4_5_refused_registration_is_tried_within_the_bounds_and_comes_back_by_itself(double jitter, int status)
    {
        await using var fixture = new TrunkFixture { Jitter = jitter };
        var registrar = new Registrar("trunk-user", "other-word");
        var isCorrected = false;
        fixture.Far.Answer = request => request.Method != "REGISTER" ? request.Respond(200)
            : status == 403 && !isCorrected && request.Header("Authorization") is not null ? request.Respond(403)
            : registrar.Answer(request);
        fixture.Client.Drive(fixture.Password());

        var rejected = await fixture.UntilState(TrunkState.Rejected, 8);
        var since = rejected.Since;
        foreach (var longest in (int[])[60, 120, 240, 480, 960, 1800, 1800])
        {
            // Each exchange is the challenge and its one answer: a far side that counts refusals counts one.
            var tried = fixture.Far.Distinct("REGISTER");
            Assert.Equal(0, tried.Count % 2);
            Assert.Null(tried[^2].Header("Authorization"));
            Assert.NotNull(tried[^1].Header("Authorization"));
            AssertRejected(fixture.Latest!, since, status);
            var wait = fixture.Latest!.NextTry!.Value - tried[^1].At;
            Assert.InRange(wait.TotalSeconds, longest / 2.0, longest + 0.5);

            await fixture.Until(() => fixture.Far.Distinct("REGISTER").Count == tried.Count + 2, longest + 2);

            Assert.InRange((fixture.Far.Distinct("REGISTER")[^2].At - tried[^1].At).TotalSeconds, longest / 2.0 - 0.5, longest + 1);
            // The health check goes on, and does not make anything of it.
            Assert.Equal(TrunkState.Rejected, fixture.Latest.State);
        }
        Assert.True(fixture.Time.GetUtcNow() - since > TimeSpan.FromMinutes(45));

        isCorrected = true;
        registrar.Password = "s3cret-word";
        var due = fixture.Latest!.NextTry!.Value;
        await fixture.UntilState(TrunkState.Registered, 1802);

        var registered = fixture.Latest!;
        Assert.Equal(due, fixture.Time.GetUtcNow(), TimeSpan.FromSeconds(1));
        Assert.True(registered.Usable);
        Assert.Equal("", registered.Cause);
        Assert.Null(registered.NextTry);
        Assert.Equal(fixture.Time.GetUtcNow(), registered.Since, TimeSpan.FromSeconds(1));
        Assert.Equal(fixture.Time.GetUtcNow().AddSeconds(3600), registered.RegisteredUntil!.Value, TimeSpan.FromSeconds(1));

        // What went wrong then counts no more: the next failure is a first one.
        registrar.Password = "other-word";
        isCorrected = false;
        await fixture.UntilState(TrunkState.Rejected, 3600);
        Assert.InRange((fixture.Latest!.NextTry!.Value - fixture.Time.GetUtcNow()).TotalSeconds, 29, 61);
    }

    [Fact]
    public async Task Refusal_that_says_when_to_come_back_is_obeyed()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(403, "Retry-After: 600") : request.Respond(200);
        fixture.Client.Drive(fixture.Password());

        var status = await fixture.UntilState(TrunkState.Rejected, 2);

        Assert.Equal(fixture.Far.Of("REGISTER")[0].At.AddSeconds(600), status.NextTry!.Value, TimeSpan.FromSeconds(1));
    }

    private static void AssertRejected(TrunkStatus status, DateTimeOffset since, int answer)
    {
        Assert.Equal(TrunkState.Rejected, status.State);
        Assert.False(status.Usable);
        Assert.Equal(since, status.Since);
        Assert.Null(status.RegisteredUntil);
        Assert.StartsWith($"The far side refused the username or password of this connector ({answer} ", status.Cause);
        Assert.Contains("user trunk-user, realm \"far.example\", MD5", status.Cause);
    }
}
