using System.Text;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Connectors;

public sealed class PreviousPasswordTests
{
    private const string First = "first-s3cret", Second = "second-s3cret", Third = "third-s3cret";

    [Fact]
    public async Task Former_password_is_kept_sealed_for_its_hours_and_shown_nowhere()
    {
        await using var node = await TestNode.Start();
        var created = await node.NewConnector(await node.NewSite(), "B", "150", "200", _ => Spec(First));
        Assert.Null(created.PreviousPasswordUntil);
        var before = TimeProvider.System.GetUtcNow();

        var updated = await node.Connector(created.Id).Update(Spec(Second) with { KeepPreviousPasswordHours = 2 }, null);

        Assert.True(updated.Value!.PreviousPasswordUntil >= before.AddHours(2).AddMilliseconds(-1));
        Assert.True(updated.Value.PreviousPasswordUntil <= TimeProvider.System.GetUtcNow().AddHours(2));
        Assert.DoesNotContain("s3cret", updated.ToString());
        var driven = node.Driver.Driven[created.Id];
        Assert.Equal(First, Encoding.UTF8.GetString(driven.PreviousPassword!.Password));
        Assert.Equal(Second, Encoding.UTF8.GetString(driven.Password!));
        Assert.DoesNotContain("s3cret", driven.ToString() + driven.PreviousPassword);
        var route = node.Feed.Current.FindConnector(created.Id)!;
        Assert.Equal(First, Encoding.UTF8.GetString(route.PreviousPassword!.Password));
        Assert.Equal(updated.Value.PreviousPasswordUntil, route.PreviousPassword.Until);
        Assert.False(File.ReadAllBytes(Path.Combine(node.StorageDirectory, "test.db")).AsSpan().IndexOf("s3cret"u8) >= 0);
    }

    [Fact]
    public async Task Former_password_stays_through_other_changes_and_goes_with_a_change_that_keeps_none()
    {
        await using var node = await TestNode.Start();
        var created = await node.NewConnector(await node.NewSite(), "B", "150", "200", _ => Spec(First));
        var grain = node.Connector(created.Id);
        var until = (await grain.Update(Spec(Second) with { KeepPreviousPasswordHours = 2 }, null)).Value!.PreviousPasswordUntil;

        // Neither a change of something else, nor the same password again, nor hours without a new one.
        Assert.Equal(until, (await grain.Update(Spec(null) with { Priority = 7 }, null)).Value!.PreviousPasswordUntil);
        Assert.Equal(until, (await grain.Update(Spec(Second) with { KeepPreviousPasswordHours = 9 }, null)).Value!.PreviousPasswordUntil);
        Assert.Equal(until, (await grain.SetEnabled(false)).Value!.PreviousPasswordUntil);
        await grain.SetEnabled(true);
        Assert.Equal(First, Encoding.UTF8.GetString(node.Driver.Driven[created.Id].PreviousPassword!.Password));

        Assert.Null((await grain.Update(Spec(Third), null)).Value!.PreviousPasswordUntil);
        Assert.Null(node.Driver.Driven[created.Id].PreviousPassword);
        Assert.Null(node.Feed.Current.FindConnector(created.Id)!.PreviousPassword);

        // It is not a history: the one before the last is gone.
        await grain.Update(Spec(Second) with { KeepPreviousPasswordHours = 1 }, null);
        Assert.Equal(Third, Encoding.UTF8.GetString(node.Driver.Driven[created.Id].PreviousPassword!.Password));
    }

    [Fact]
    public async Task Former_password_whose_time_has_passed_is_handed_to_nobody_and_erased_with_the_next_change()
    {
        await using var node = await TestNode.Start();
        var protector = node.Service<SecretProtector>();
        var time = new FakeTimeProvider(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var row = new ConnectorRow { Id = Guid.NewGuid() };
        Fill(Spec(First));
        Fill(Spec(Second) with { KeepPreviousPasswordHours = 1 });
        Assert.Equal(First, Encoding.UTF8.GetString(ConnectorRows.PreviousPassword(row, protector, time.GetUtcNow())!.Password));

        time.Advance(TimeSpan.FromHours(1));
        Assert.Null(ConnectorRows.PreviousPassword(row, protector, time.GetUtcNow()));
        Fill(Spec(Second) with { Priority = 3 });
        Assert.Null(row.PreviousPassword);
        Assert.Equal(0, row.PreviousPasswordUntil);

        void Fill(ConnectorSpec spec) => ConnectorRows.Fill(row, ConnectorValidation.Check(spec, Second).Draft!, protector, time.GetUtcNow());
    }

    private static ConnectorSpec Spec(string? password) => Specs.Password() with { Password = password };
}
