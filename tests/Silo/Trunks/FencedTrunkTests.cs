using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Tests.Trunks;

public sealed class FencedTrunkTests
{
    [Fact]
    public async Task Fenced_node_registers_nothing_says_why_and_goes_on_when_it_may()
    {
        await using var fixture = new TrunkFixture { Fence = { IsClosed = true } };
        fixture.Client.Drive(fixture.Password());

        await fixture.Elapse(TimeSpan.FromSeconds(30));

        Assert.Empty(fixture.Far.Requests);
        Assert.Equal(TrunkState.Registering, fixture.Latest!.State);
        Assert.Equal(TrunkCause.Fenced, fixture.Latest.Cause);

        fixture.Fence.IsClosed = false;
        var status = await fixture.UntilState(TrunkState.Registered, 2);

        Assert.Equal("", status.Cause);
        Assert.Single(fixture.Far.Of("REGISTER"));
    }

    [Fact]
    public async Task Fenced_node_asks_nobody_with_options_and_thinks_no_worse_of_them()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Ip());
        await fixture.UntilState(TrunkState.Reachable, 2);
        fixture.Fence.IsClosed = true;
        var asked = fixture.Far.Of("OPTIONS").Count;

        await fixture.Elapse(TimeSpan.FromMinutes(2));

        Assert.Equal(asked, fixture.Far.Of("OPTIONS").Count);
        Assert.True(fixture.Latest!.Usable);
        Assert.Equal(TrunkCause.Fenced, fixture.Latest.Cause);

        fixture.Fence.IsClosed = false;
        await fixture.Until(() => fixture.Latest!.Cause == "", 2);
        Assert.Equal(asked + 1, fixture.Far.Of("OPTIONS").Count);
    }

    [Fact]
    public async Task Register_that_was_on_its_way_is_not_sent_again_by_a_fenced_node()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static _ => null;
        fixture.Client.Drive(fixture.Password());
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 2, 2);
        fixture.Fence.IsClosed = true;

        await fixture.Elapse(TimeSpan.FromSeconds(20));
        Assert.Equal(2, fixture.Far.Of("REGISTER").Count);

        // Within the 32 s that the transaction lives.
        fixture.Fence.IsClosed = false;
        await fixture.Until(() => fixture.Far.Of("REGISTER").Count == 3, 5);
        Assert.Single(fixture.Far.Distinct("REGISTER"));
    }

    [Fact]
    public async Task Challenge_that_a_fenced_node_gets_stays_unanswered()
    {
        await using var fixture = new TrunkFixture();
        var registrar = new Registrar("trunk-user", "s3cret-word");
        fixture.Far.Answer = request =>
        {
            fixture.Fence.IsClosed = registrar.LastNonce.Length == 0;
            return request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        };
        fixture.Client.Drive(fixture.Password());

        await fixture.Until(() => fixture.Latest?.Cause == TrunkCause.Fenced, 2);
        Assert.Single(fixture.Far.Requests);

        fixture.Fence.IsClosed = false;
        await fixture.UntilState(TrunkState.Registered, 2);
    }

    [Fact]
    public async Task Fenced_node_takes_no_registration_back_and_says_that_it_is_left()
    {
        await using var fixture = new TrunkFixture();
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        fixture.Fence.IsClosed = true;

        var release = fixture.Client.Release(fixture.Password().Connector, unregister: true);
        await fixture.Elapse(TimeSpan.FromSeconds(5));

        Assert.False(await release);
        Assert.Single(fixture.Far.Of("REGISTER"));
    }

    [Fact]
    public async Task Registration_that_a_fenced_node_cannot_refresh_is_over_when_it_expires()
    {
        await using var fixture = new TrunkFixture();
        fixture.Far.Answer = static request => request.Method == "REGISTER" ? request.Respond(200, "Expires: 60") : request.Respond(200);
        fixture.Client.Drive(fixture.Password());
        await fixture.UntilState(TrunkState.Registered, 2);
        fixture.Fence.IsClosed = true;

        await fixture.Elapse(TimeSpan.FromSeconds(55));
        Assert.Equal(TrunkState.Registered, fixture.Latest!.State);
        Assert.Equal(TrunkCause.Fenced, fixture.Latest.Cause);

        await fixture.Until(() => fixture.Latest!.State == TrunkState.Unreachable || fixture.Latest.State == TrunkState.Registering, 8);
        Assert.Equal(TrunkCause.Fenced, fixture.Latest.Cause);
        Assert.Null(fixture.Latest.RegisteredUntil);
    }
}
