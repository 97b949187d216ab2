using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Backups;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Jobs;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Backups;

/// <summary>What was backed up on one database is in force on another.</summary>
public sealed class RestoreTests
{
    private const string Phrase = "correct horse battery";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Backup_of_a_file_is_restored_on_a_server_and_back()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var file = await TestNode.Start();
        var site = await Configure(file);
        var made = (await file.Service<IBackups>().Make(Phrase, Cancellation)).Value!;
        Assert.Equal((1, 2, 1, 1, 1, 2), (made.Summary.Sites, made.Summary.LocalNumbers, made.Summary.Connectors, made.Summary.Ranges, made.Summary.Decisions, made.Summary.Secrets));
        Assert.DoesNotContain("s3cret", made.Document, StringComparison.Ordinal);

        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        await Restored(node, made.Document, RestoreMode.RefuseUnlessEmpty);
        await IsInForce(node, site);
        var again = (await node.Service<IBackups>().Make(Phrase, Cancellation)).Value!;
        Assert.Equal(made.Summary with { MadeAt = default }, again.Summary with { MadeAt = default });

        // What was decided after the restore lies above what came with it.
        var connector = node.Feed.Current.FindSite(site)!.Connectors.Single();
        await node.Range(connector.Ranges.First().Id).Decide("150", Precedence.Local);
        Assert.Equal(RouteOutcome.Local, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        await Restored(file, again.Document, RestoreMode.ReplaceAll);
        await IsInForce(file, site);
    }

    [Fact]
    public async Task Restore_that_is_cancelled_changed_nothing_or_is_done_as_a_whole()
    {
        await using var node = await TestNode.Start(configure: static builder =>
            builder.Services.Remove(builder.Services.Single(static s => s.ImplementationType == typeof(JobKeeper))));
        var site = await Configure(node);
        var made = (await node.Service<IBackups>().Make(Phrase, Cancellation)).Value!;
        var other = await node.NewSite("Other", "other.example");
        var work = node.Service<IEnumerable<IJobWork>>().Single(static w => w.Kind == JobKind.Restore);

        var before = await Begun([]);
        Assert.True((await node.Service<IJobs>().Cancel(before.Job.Id)).Succeeded);
        await Assert.ThrowsAsync<JobCancelledException>(() => work.Run(before, Cancellation));
        Assert.NotNull(await node.Site(other).Get());

        var behind = await Begun([before.Job.Id]);
        Assert.Empty(await work.Run(behind, Cancellation));
        Assert.True((await node.Service<IJobs>().Cancel(behind.Job.Id)).Succeeded);
        // Another node that goes on with it finds nothing left to cancel.
        Assert.Empty(await work.Run(behind, Cancellation));
        await work.Settle(behind, Cancellation);
        Assert.Null(await node.Site(other).Get());
        await IsInForce(node, site);

        async Task<JobRun> Begun(IReadOnlyCollection<JobId> others)
        {
            Assert.NotNull((await node.Service<IBackups>().Restore(made.Document, Phrase, RestoreMode.ReplaceAll, false, "tester")).Value!.Job);
            var self = node.Service<IClusterNodes>().Self;
            return (await node.Service<JobStore>().Take(self, [self], [.. others]))!;
        }
    }

    [Fact]
    public async Task Restore_takes_the_place_of_everything()
    {
        await using var node = await TestNode.Start();
        var site = await Configure(node);
        await node.Grains.GetGrain<IAddressOfRecordGrain>(AddressOfRecordKey.Of(site, "100")).Register(
            [new Binding("sip:100@192.0.2.7", "", "flow", "node-1", "call-id", 1, DateTimeOffset.MaxValue, "", 1000, "")], ContactLimit.OfExtension);
        var made = (await node.Service<IBackups>().Make(Phrase, Cancellation)).Value!;
        var kept = node.Feed.Current.FindSite(site)!.Connectors.Single().Id;

        var other = await node.NewSite("Other", "other.example");
        var gone = await node.NewConnector(other, "Gone", "150", "200");
        await node.Site(site).DeleteNumbers(["100"]);
        await node.Connector(kept).Delete();

        var refused = await node.Service<IBackups>().Restore(made.Document, Phrase, RestoreMode.RefuseUnlessEmpty, false, "tester");
        Assert.Equal((FaultCode.Contradiction, "mode"), (refused.Faults.Single().Code, refused.Faults.Single().Field));
        var wrong = await node.Service<IBackups>().Restore(made.Document, "not the passphrase", RestoreMode.ReplaceAll, false, "tester");
        Assert.Equal("passphrase", wrong.Faults.Single().Field);
        var dry = (await node.Service<IBackups>().Restore(made.Document, Phrase, RestoreMode.ReplaceAll, true, "tester")).Value!;
        Assert.Equal((1, 2, null), (dry.Restored.Sites, dry.Replaced.Sites, dry.Job));

        await Restored(node, made.Document, RestoreMode.ReplaceAll);
        await IsInForce(node, site);
        Assert.Null(node.Feed.Current.FindSite(other));
        await Until.Holds(() => !node.Driver.Driven.ContainsKey(gone.Id) && node.Driver.Driven.ContainsKey(kept));
        // An extension that is there is still registered.
        await using (var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation))
            Assert.Equal("sip:100@192.0.2.7", (await db.Bindings.SingleAsync(Cancellation)).Contact);
        // The grain that was there before the restore writes on with what it has now.
        Assert.True((await node.Connector(kept).SetEnabled(false)).Succeeded);
    }

    [Fact]
    public async Task Migration_comes_back_with_its_waves_and_can_be_undone()
    {
        await using var node = await TestNode.Start();
        var site = await Configure(node);
        var (migration, connector, now) = (Guid.CreateVersion7(), node.Feed.Current.FindSite(site)!.Connectors.Single().Id.Value, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        await node.Service<ConfigurationStore>().Write(async (db, log) =>
        {
            db.Migrations.Add(new MigrationRow
            {
                Id = migration,
                SiteId = site.Value,
                ConnectorId = connector,
                Name = "M",
                Numbers = 1,
                Waves = [new MigrationWaveRow { Wave = 1, Numbers = 1, ValidFrom = now, AppliedAt = now, Layer = log.Layer + 1 }],
            });
            db.MigrationNumbers.Add(new MigrationNumberRow { MigrationId = migration, Number = "150", Precedence = (int)Precedence.Local, Wave = 1 });
            db.Decisions.Add(new DecisionRow { SiteId = site.Value, Number = "150", Layer = log.Layer + 1, Precedence = (int)Precedence.Local, ConnectorId = connector, ValidFrom = now, MigrationId = migration });
            log.WholeSite(site);
            await Task.CompletedTask;
            return Outcome.Of("done");
        });
        var made = (await node.Service<IBackups>().Make(Phrase, Cancellation)).Value!;

        await Restored(node, made.Document, RestoreMode.ReplaceAll);

        Assert.Equal(RouteOutcome.Local, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        Assert.Empty((await node.Grains.GetGrain<IMigrationsGrain>(site.Value).Undo(new MigrationId(migration), null)).Faults);
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
    }

    private static async Task<SiteId> Configure(TestNode node)
    {
        var site = await node.NewSite("A", "a.example");
        await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, "Ruth", Secret: "phone"), new LocalNumberSpec("150", LocalNumberKind.CallFlow, "", Target: "sip:flow@192.0.2.9")]);
        var connector = await node.NewConnector(site, "B", "150", "200", _ => Specs.Password());
        await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Remote);
        return site;
    }

    private static async Task Restored(TestNode node, string document, RestoreMode mode)
    {
        var outcome = await node.Service<IBackups>().Restore(document, Phrase, mode, false, "tester");
        Assert.Empty(outcome.Faults);
        Job? job = null;
        await Until.Holds(async () => (job = await node.Service<IJobs>().Find(outcome.Value!.Job!.Id, Cancellation)) is { FinishedAt: not null });
        Assert.Empty(job!.Faults);
        Assert.Equal(JobState.Succeeded, job.State);
    }

    private static async Task IsInForce(TestNode node, SiteId site)
    {
        var routes = node.Feed.Current.FindSiteByDomain("a.example"u8)!;
        Assert.Equal(site, routes.Id);
        Assert.Equal("phone"u8.ToArray(), routes.FindNumber(Number.Parse("100"))!.Secret);
        var connector = routes.FindConnectorByUsername("trunk-b"u8)!;
        Assert.Equal("s3cret:with@both", Encoding.UTF8.GetString(connector.Password!));
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        await Until.Holds(() => node.Driver.Driven.TryGetValue(connector.Id, out var trunk) && trunk.Version == connector.Version);
        await Until.Holds(async () => await node.Service<IConfigurationQueries>().CountConnectors(new ConnectorFilter { HasConflicts = true }, Cancellation) == 1);
    }
}
