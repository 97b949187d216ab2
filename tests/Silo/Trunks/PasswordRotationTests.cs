using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A new password is introduced at both ends, one after the other, while calls go on.</summary>
public sealed class PasswordRotationTests
{
    private const string Old = "old-s3cret", New = "new-s3cret";

    [Fact]
    public async Task Far_side_with_the_previous_password_is_registered_with_it_and_says_until_when()
    {
        await using var fixture = new TrunkFixture();
        var (registrar, trunk) = await Registered(fixture);
        var before = fixture.Reports.Count;
        var until = fixture.Time.GetUtcNow().AddHours(2);

        fixture.Client.Drive(Changed(fixture, until));
        // Until something proves the new one, calls go on with what works.
        Assert.True(trunk.Credentials!.Is("trunk-user", Encoding.UTF8.GetBytes(Old)));
        await fixture.Until(() => fixture.Latest!.Cause.Length > 0, 2);

        Assert.Equal($"The far side still has the previous password of this connector, which is used until {until:yyyy-MM-dd HH:mm:ss} UTC; set the new one there before.", fixture.Latest!.Cause);
        Assert.Null(fixture.Latest.NextTry);
        Assert.Same(trunk, fixture.Client.Find(fixture.Password().Connector));
        Assert.True(trunk.Credentials!.Is("trunk-user", Encoding.UTF8.GetBytes(Old)));
        AssertNeverInterrupted(fixture, before);
        Assert.DoesNotContain(fixture.Far.Of("REGISTER"), static request => request.Header("Expires") == "0");

        // The next refresh begins with what worked: the far side counts no refusal for each.
        var accepted = registrar.Accepted;
        var sent = fixture.Far.Distinct("REGISTER").Count;
        await fixture.Until(() => registrar.Accepted == accepted + 1, 3600);
        Assert.Equal(sent + 1, fixture.Far.Distinct("REGISTER").Count);

        // Now it is changed there: found out at the next refresh, in the same exchange.
        registrar.Password = New;
        await fixture.Until(() => fixture.Latest!.Cause.Length == 0, 3600);
        Assert.True(trunk.Credentials!.Is("trunk-user", Encoding.UTF8.GetBytes(New)));
        AssertNeverInterrupted(fixture, before);
    }

    [Fact]
    public async Task Far_side_with_the_new_password_already_is_registered_with_it_at_once()
    {
        await using var fixture = new TrunkFixture();
        var (registrar, trunk) = await Registered(fixture);
        var before = fixture.Reports.Count;
        registrar.Password = New;

        fixture.Client.Drive(Changed(fixture, fixture.Time.GetUtcNow().AddHours(2)));
        await fixture.Until(() => registrar.Accepted == 2, 2);
        await fixture.Settle();

        Assert.True(trunk.Credentials!.Is("trunk-user", Encoding.UTF8.GetBytes(New)));
        Assert.Equal("", fixture.Latest!.Cause);
        AssertNeverInterrupted(fixture, before);
    }

    [Fact]
    public async Task Previous_password_whose_time_is_over_is_used_no_more()
    {
        await using var fixture = new TrunkFixture();
        await Registered(fixture);
        var until = fixture.Time.GetUtcNow().AddMinutes(10);
        fixture.Client.Drive(Changed(fixture, until));
        await fixture.Until(() => fixture.Latest!.Cause.Length > 0, 2);

        await fixture.UntilState(TrunkState.Rejected, 610);

        Assert.Equal(until, fixture.Time.GetUtcNow(), TimeSpan.FromSeconds(2));
        Assert.All(fixture.Reports, static report =>
        {
            Assert.DoesNotContain(Old, report.ToString());
            Assert.DoesNotContain(New, report.ToString());
        });
    }

    [Fact]
    public async Task New_password_without_a_window_is_tried_while_the_registration_stands_and_refused_only_then()
    {
        await using var fixture = new TrunkFixture();
        var (_, trunk) = await Registered(fixture);
        var before = fixture.Reports.Count;

        fixture.Client.Drive(fixture.Password(New, version: 2));
        Assert.True(trunk.Status!.Usable);
        await fixture.UntilState(TrunkState.Rejected, 2);

        Assert.DoesNotContain(fixture.Reports.Skip(before), static report => report.State is not (TrunkState.Registered or TrunkState.Rejected));
        Assert.True(trunk.Credentials!.Is("trunk-user", Encoding.UTF8.GetBytes(New)));
    }

    [Fact]
    public async Task Trunk_that_does_not_register_begins_with_the_new_password_and_learns_from_its_calls()
    {
        await using var fixture = new TrunkFixture();
        var now = fixture.Time.GetUtcNow();
        var configuration = fixture.Password(Old, register: false);
        var former = TrunkSecrets.Of(configuration, null)!;
        var secrets = TrunkSecrets.Of(configuration with { Password = Encoding.UTF8.GetBytes(New), PreviousPassword = new PreviousPassword(Encoding.UTF8.GetBytes(Old), now.AddHours(1)) }, former)!;

        Assert.True(secrets.InUse.Is("trunk-user", Encoding.UTF8.GetBytes(New)));
        var other = secrets.OtherThan(secrets.InUse, now)!;
        // The same instance, so that what was hashed with it is of use.
        Assert.Same(former.InUse, other);
        secrets.Accepted(other);
        Assert.Same(other, secrets.InUse);
        Assert.Null(secrets.OtherThan(other, now.AddHours(1)));
        secrets.Expire(now.AddHours(1));
        Assert.True(secrets.InUse.Is("trunk-user", Encoding.UTF8.GetBytes(New)));
    }

    private static async Task<(Registrar Registrar, Trunk Trunk)> Registered(TrunkFixture fixture)
    {
        var registrar = new Registrar("trunk-user", Old);
        fixture.Far.Answer = request => request.Method == "REGISTER" ? registrar.Answer(request) : request.Respond(200);
        fixture.Client.Drive(fixture.Password(Old));
        await fixture.UntilState(TrunkState.Registered, 2);
        return (registrar, fixture.Client.Find(fixture.Password().Connector)!);
    }

    private static TrunkConfiguration Changed(TrunkFixture fixture, DateTimeOffset until) =>
        fixture.Password(New, version: 2) with { PreviousPassword = new PreviousPassword(Encoding.UTF8.GetBytes(Old), until) };

    private static void AssertNeverInterrupted(TrunkFixture fixture, int since) =>
        Assert.All(fixture.Reports.Skip(since), static report => Assert.True(report is { State: TrunkState.Registered, Usable: true }, report.ToString()));
}
