using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Imports;
using SystemConnector.Contracts.Jobs;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Imports;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;
using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Grains.Tests.Imports;

/// <summary>Imports and exports of a whole node.</summary>
public sealed class ImportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Dry_run_tells_every_fault_of_every_line_and_saves_nothing()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.NewConnector(site, "B", "150", "200", _ => Specs.Password() with { Username = "155" });
        const string Text = """
            number,kind,owner,secret,target,speedDialTo
            100,EXTENSION,Rani Oliver,phone,,
            1x0,EXTENSION,,,nowhere,
            ,CALL_FLOW,,secret,,
            100,SPEED_DIAL,,,,
            155,extension,,,,
            180,colour,,,,
            """;

        var report = (await node.Service<IImports>().Try(Numbers(site, Text), Cancellation)).Value!;

        Assert.Equal(
            [
                (3, "number", FaultCode.Malformed), (3, "target", FaultCode.Malformed),
                (4, "number", FaultCode.Required), (4, "secret", FaultCode.Contradiction), (4, "target", FaultCode.Required),
                (5, "number", FaultCode.Contradiction), (5, "speedDialTo", FaultCode.Required),
                (6, "number", FaultCode.Taken), (7, "kind", FaultCode.OutOfRange),
            ],
            report.Faults.Select(f => (f.Line, f.Column!, f.Code)).OrderBy(f => f.Line).ThenBy(f => f.Item2, StringComparer.Ordinal));
        Assert.Equal((6, 1), (report.Counts.Total, report.Counts.Created));

        var refused = (await node.Service<IImports>().Import(Numbers(site, Text), "tester")).Value!;
        Assert.Equal(report.Faults.Length, refused.Faults.Length);
        Assert.Equal(0, await node.Service<IConfigurationQueries>().CountLocalNumbers(site, new LocalNumberFilter(), Cancellation));
    }

    [Fact]
    public async Task Numbers_are_merged_replaced_and_exported_to_the_same()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, "Old", Secret: "phone"), new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani")]);
        await node.Range(connector.Ranges[0].Id).Decide("150", Precedence.Remote);

        var merged = await Done(node, Numbers(site, "number;owner\r\n100;=New\r\n101;\"A;B\"\r\n"));
        Assert.Equal(new ImportCounts(2, 2, 1, 1, 0, 0), merged.Counts);
        var routes = node.Feed.Current.FindSite(site)!;
        // A text that says no secret takes none away.
        Assert.Equal("phone"u8.ToArray(), routes.FindNumber(Number.Parse("100"))!.Secret);
        Assert.NotNull(routes.FindNumber(Number.Parse("101")));

        foreach (var format in Enum.GetValues<ListFormat>())
        {
            var exported = await Export(node, ListKind.LocalNumbers, site, format);
            Assert.DoesNotContain("phone", exported, StringComparison.Ordinal);
            var again = (await node.Service<IImports>().Try(new ImportRequest(ListKind.LocalNumbers, site, format, ImportMode.Replace, exported), Cancellation)).Value!;
            Assert.Equal((3, 0, 0), (again.Counts.Unchanged, again.Faults.Length, again.Counts.Deleted));
        }

        var replaced = await Done(node, Numbers(site, "number,secret\n100,other\n", ImportMode.Replace));
        Assert.Equal(new ImportCounts(3, 3, 0, 1, 0, 2), replaced.Counts);
        Assert.Equal("other"u8.ToArray(), node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("100"))!.Secret);
        // The decision went with its number.
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        Assert.Equal(0, await node.Range(connector.Ranges[0].Id).CountConflicts());
    }

    [Fact]
    public async Task Connectors_are_imported_with_passwords_and_exported_without()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        const string Text = """
            name,connectionType,ipAddress,extensionRanges,username,password,priority,verifyTls,maxChannels
            B,GENERIC_PASSWORD_AUTH,b.example,150-200 3000-3999:1:9,link-b,s3cret,5,no,12
            C,GENERIC_IP_AUTH,"192.0.2.1, 198.51.100.0/24",300-399,,,,,
            """;
        Assert.Equal(2, (await Done(node, new ImportRequest(ListKind.Connectors, site, ListFormat.Csv, ImportMode.Merge, Text))).Counts.Created);
        var b = node.Driver.Driven.Values.Single(t => t.Name == "B");
        Assert.Equal("s3cret", Encoding.UTF8.GetString(b.Password!));
        Assert.Equal((12, false), (b.Limits.Channels, b.Tls.Verify));

        foreach (var format in Enum.GetValues<ListFormat>())
        {
            var exported = await Export(node, ListKind.Connectors, site, format);
            Assert.DoesNotContain("s3cret", exported, StringComparison.Ordinal);
            var again = (await node.Service<IImports>().Try(new ImportRequest(ListKind.Connectors, site, format, ImportMode.Replace, exported), Cancellation)).Value!;
            Assert.Empty(again.Faults);
            Assert.Equal((2, 2), (again.Counts.Unchanged, again.Counts.Total));
        }

        var faults = (await node.Service<IImports>().Try(new ImportRequest(ListKind.Connectors, site, ListFormat.Csv, ImportMode.Merge,
            "name,ipAddress,extensionRanges,username,priority,tlsFingerprint\nD,d.example,1-20,link-b,x,zz\nD,,,,,\n"), Cancellation)).Value!.Faults;
        Assert.Equal(
            ["2 extensionRanges", "2 password", "2 priority", "2 tlsFingerprint", "2 username", "3 extensionRanges", "3 ipAddress", "3 name", "3 password", "3 username"],
            faults.Select(f => $"{f.Line} {f.Column}").Distinct().Order(StringComparer.Ordinal));

        var replaced = await Done(node, new ImportRequest(ListKind.Connectors, site, ListFormat.Csv, ImportMode.Replace, "name,priority\nC,7\n"));
        Assert.Equal((1, 1), (replaced.Counts.Changed, replaced.Counts.Deleted));
        Assert.Equal("C", Assert.Single(node.Driver.Driven.Values).Name);
    }

    [Fact]
    public async Task Sites_and_decisions_are_imported_and_exported_to_the_same()
    {
        await using var node = await TestNode.Start();
        var imports = node.Service<IImports>();
        var site = await node.NewSite("A", "a.example");
        await node.NewConnector(site, "B", "150", "200");
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, ""), new LocalNumberSpec("151", LocalNumberKind.Extension, "")]);

        Assert.Equal(new ImportCounts(2, 2, 1, 1, 0, 0), (await Done(node, new ImportRequest(ListKind.Sites, null, ListFormat.Csv, ImportMode.Merge,
            "name,domains,isDefault,localRanges\nA,a.example other.example,true,100-149\nZ,z.example,false,\n"))).Counts);
        var taken = (await imports.Try(new ImportRequest(ListKind.Sites, null, ListFormat.Csv, ImportMode.Merge, "name,domains,isDefault\nY,a.example,yes\n"), Cancellation)).Value!.Faults;
        Assert.Equal([(2, "domains", FaultCode.Taken), (2, "isDefault", FaultCode.Taken)], taken.Select(f => (f.Line, f.Column!, f.Code)));
        Assert.NotEmpty((await imports.Try(new ImportRequest(ListKind.Sites, null, ListFormat.Csv, ImportMode.Replace, "name\nA\n"), Cancellation)).Value!.Faults);

        var decisions = new ImportRequest(ListKind.Decisions, site, ListFormat.Csv, ImportMode.Merge, "number,precedence,connector\n150,remote,B\n151,LOCAL,\n");
        Assert.Equal(2, (await Done(node, decisions)).Counts.Created);
        Assert.Equal(RouteOutcome.Remote, (await node.Site(site).ExplainRoute("150", null)).Outcome);
        Assert.Equal(2, (await imports.Try(decisions, Cancellation)).Value!.Counts.Unchanged);
        var faults = (await imports.Try(decisions with { Content = "number,precedence,connector\n160,REMOTE,B\n99,REMOTE,\n150,,X\n" }, Cancellation)).Value!.Faults;
        Assert.Equal([(2, "number"), (3, "number"), (4, "precedence"), (4, "connector")], faults.Select(f => (f.Line, f.Column!)));

        foreach (var (kind, of) in new[] { (ListKind.Sites, (SiteId?)null), (ListKind.Decisions, site) })
        {
            var again = (await imports.Try(new ImportRequest(kind, of, ListFormat.Csv, ImportMode.Merge, await Export(node, kind, of, ListFormat.Csv)), Cancellation)).Value!;
            Assert.Equal((2, 0), (again.Counts.Unchanged, again.Faults.Length));
        }
        Assert.Equal(1, (await Done(node, decisions with { Mode = ImportMode.Replace, Content = "number,precedence\n151,LOCAL\n" })).Counts.Deleted);
        Assert.Equal(RouteOutcome.Local, (await node.Site(site).ExplainRoute("150", null)).Outcome);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_numbers_are_a_job_that_counts_conflicts_once_and_deletes_by_filter(bool onPostgres)
    {
        await using var server = onPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(onPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "10100", "10199");
        var text = new StringBuilder("number,owner,secret\n");
        for (var i = 0; i < 6_000; i++) text.Append(10_000 + i).Append(",Owner ").Append(i).Append(",secret-").Append(i).Append('\n');

        var submitted = (await node.Service<IImports>().Import(Numbers(site, text.ToString()), "tester")).Value!;
        var job = await Ended(node, submitted.Job!.Id);

        Assert.Equal((JobState.Succeeded, new ImportCounts(6_000, 6_000, 6_000)), (job.State, job.Progress));
        Assert.Equal("tester", job.StartedBy);
        Assert.Equal("secret-5999"u8.ToArray(), node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("15999"))!.Secret);
        Assert.Equal(100, await node.Range(connector.Ranges[0].Id).CountConflicts());
        Assert.Equal(6_000, (await node.Service<IImports>().Try(Numbers(site, text.ToString()), Cancellation)).Value!.Counts.Unchanged);

        var filter = new LocalNumberFilter { OwnerContains = "OWNER 1" };
        Assert.Equal(1_111, (await node.Service<IImports>().DeleteLocalNumbers(site, filter, dryRun: true, "tester")).Value!.Counts.Deleted);
        Assert.Null((await node.Service<IImports>().DeleteLocalNumbers(site, filter, dryRun: false, "tester")).Value!.Job);
        Assert.Null(node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("10001")));
        await node.Site(site).PutNumbers([.. Enumerable.Range(0, 2_000).Select(i => new LocalNumberSpec($"7{i:D5}", LocalNumberKind.Extension, ""))]);
        var deletion = (await node.Service<IImports>().DeleteLocalNumbers(site, new LocalNumberFilter { Kind = LocalNumberKind.Extension }, dryRun: false, "tester")).Value!.Job!;
        Assert.Equal(new ImportCounts(6_889, 6_889, Deleted: 6_889), (await Ended(node, deletion.Id)).Progress);
        Assert.Null(node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("15999")));
        Assert.Equal(2, await node.Service<IJobs>().Count(new JobFilter { Sites = [site], State = JobState.Succeeded }, Cancellation));
    }

    [Fact]
    public async Task Import_keeps_what_others_change_while_it_runs()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, "Old", Secret: "before"), new LocalNumberSpec("101", LocalNumberKind.Extension, "Old")]);
        var import = node.Service<LocalNumberImport>();
        var table = ImportTable.Read("number,owner\n100,New\n101,New\n", ListFormat.Csv, import.Columns);
        var plan = await import.Plan(Numbers(site, ""), table, Cancellation);
        await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.Extension, "Other", Secret: "since"), new LocalNumberSpec("101", LocalNumberKind.CallFlow, "", Target: "sip:flow@192.0.2.9")]);

        Assert.Empty(await plan.Apply(null, Cancellation));

        var (first, second) = (node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("100"))!, node.Feed.Current.FindSite(site)!.FindNumber(Number.Parse("101"))!);
        Assert.Equal("since"u8.ToArray(), first.Secret);
        Assert.Equal(LocalNumberKind.CallFlow, second.Kind);
        Assert.All((await node.Service<IConfigurationQueries>().LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, new Window(10), Cancellation)).Items, static n => Assert.Equal("New", n.Item.Owner));

        // What a line says no longer holds against what is there now: nothing is written.
        var wrong = await import.Plan(Numbers(site, ""), ImportTable.Read("number,secret\n100,later\n", ListFormat.Csv, import.Columns), Cancellation);
        await node.Site(site).PutNumbers([new LocalNumberSpec("100", LocalNumberKind.CallFlow, "", Target: "sip:flow@192.0.2.9")]);
        Assert.Equal([(2, "secret", FaultCode.Contradiction)], (await wrong.Apply(null, Cancellation)).Select(static f => (f.Line, f.Column!, f.Code)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Many_decisions_are_a_job_that_decides_each_as_its_line_says(bool onPostgres)
    {
        await using var server = onPostgres ? await PostgresServer.TryStart() : null;
        Assert.SkipWhen(onPostgres && server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server?.Settings("node-1"));
        var site = await node.NewSite();
        var wide = await node.NewConnector(site, "Wide", "10000", "12999");
        var inner = await node.NewConnector(site, "Inner", "11000", "11999");
        await node.Site(site).PutNumbers([.. Enumerable.Range(10_000, 3_000).Select(static n => new LocalNumberSpec($"{n}", LocalNumberKind.Extension, ""))]);
        await node.Range(wide.Ranges[0].Id).Decide("10000", Precedence.Remote);
        await node.Range(wide.Ranges[0].Id).Decide("10002", Precedence.Remote);
        var text = new StringBuilder("number,precedence,connector\n");
        for (var n = 10_000; n < 13_000; n++) text.Append(n).Append(n % 3 == 0 ? ",LOCAL," : ",REMOTE,").Append(n / 1_000 == 11 ? n % 2 == 0 ? "Wide" : "Inner" : "").Append('\n');
        var request = new ImportRequest(ListKind.Decisions, site, ListFormat.Csv, ImportMode.Merge, text.ToString());

        // 10000 is remote as its line says, 10002 changes, all others are new.
        var job = await Ended(node, (await node.Service<IImports>().Import(request, "tester")).Value!.Job!.Id);

        Assert.Equal((JobState.Succeeded, new ImportCounts(3_000, 3_000, 2_998, 1, 1)), (job.State, job.Progress));
        var (routes, now) = (node.Feed.Current.FindSite(site)!, TimeProvider.System.GetUtcNow());
        for (var n = 10_000; n < 13_000; n++)
        {
            var decision = routes.FindDecision(Number.Parse($"{n}"))!.At(now)!;
            Assert.Equal((n % 3 == 0 ? Precedence.Local : Precedence.Remote, n / 1_000 == 11 && n % 2 == 1 ? inner.Id : wide.Id), (decision.Precedence, decision.Connector));
        }
        Assert.Equal(3_000, (await node.Service<IImports>().Try(request, Cancellation)).Value!.Counts.Unchanged);
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(Cancellation);
        Assert.Equal(3_001, await db.AuditLog.CountAsync(static a => a.Kind == "Decision", Cancellation));
    }

    [Fact]
    public async Task Decision_that_can_no_longer_be_made_is_told_by_its_line_and_the_others_are_made()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        await node.NewConnector(site, "B", "150", "200");
        await node.Site(site).PutNumbers([.. Enumerable.Range(150, 3).Select(static n => new LocalNumberSpec($"{n}", LocalNumberKind.Extension, ""))]);
        var import = node.Service<DecisionImport>();
        var request = new ImportRequest(ListKind.Decisions, site, ListFormat.Csv, ImportMode.Merge, "");
        var plan = await import.Plan(request, ImportTable.Read("number,precedence\n150,REMOTE\n151,REMOTE\n152,REMOTE\n", ListFormat.Csv, import.Columns), Cancellation);
        await node.Site(site).DeleteNumbers(["151"]);

        Assert.Equal([(3, "number", FaultCode.NotFound)], (await plan.Apply(null, Cancellation)).Select(static f => (f.Line, f.Column!, f.Code)));

        Assert.Equal(["150", "152"], node.Feed.Current.FindSite(site)!.Decisions.Keys.Order().Select(static n => n.ToString()));
    }

    [Fact]
    public async Task Comparison_that_nobody_waits_for_any_longer_ends()
    {
        await using var node = await TestNode.Start();
        var site = await node.NewSite();
        var import = node.Service<DecisionImport>();
        using var gone = new CancellationTokenSource();
        var table = ImportTable.Read("number,precedence\n150,REMOTE\n", ListFormat.Csv, import.Columns);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import.Plan(new ImportRequest(ListKind.Decisions, site, ListFormat.Csv, ImportMode.Merge, ""), table, gone.Token));
    }

    [Fact]
    public async Task Site_that_is_not_there_is_refused()
    {
        await using var node = await TestNode.Start();
        var outcome = await node.Service<IImports>().Import(Numbers(SiteId.New(), "number\n100\n"), "tester");
        Assert.Equal((FaultCode.NotFound, "siteId"), (outcome.Faults.Single().Code, outcome.Faults.Single().Field));
        Assert.Null(await node.Service<IExports>().Read(ListKind.Connectors, SiteScope.Every, SiteId.New(), ListFormat.Csv, null, Cancellation));
        Assert.Equal(FaultCode.Required, (await node.Service<IImports>().DeleteLocalNumbers(SiteId.New(), new LocalNumberFilter(), false, "x")).Faults.Single().Code);
    }

    private static ImportRequest Numbers(SiteId site, string text, ImportMode mode = ImportMode.Merge) => new(ListKind.LocalNumbers, site, ListFormat.Csv, mode, text);

    private static async Task<ImportReport> Done(TestNode node, ImportRequest request)
    {
        var outcome = await node.Service<IImports>().Import(request, "tester");
        Assert.Empty(outcome.Faults);
        Assert.Empty(outcome.Value!.Faults);
        Assert.Null(outcome.Value.Job);
        return outcome.Value;
    }

    private static async Task<string> Export(TestNode node, ListKind kind, SiteId? site, ListFormat format)
    {
        var (text, after) = (new StringBuilder(), (string?)null);
        do
        {
            var page = (await node.Service<IExports>().Read(kind, SiteScope.Every, site, format, after, Cancellation))!;
            text.Append(page.Text);
            after = page.Next;
        }
        while (after is not null);
        return text.ToString();
    }

    private static async Task<Job> Ended(TestNode node, JobId id)
    {
        Job? job = null;
        await Until.Holds(async () => (job = await node.Service<IJobs>().Find(id, Cancellation)) is { FinishedAt: not null });
        return job!;
    }
}
