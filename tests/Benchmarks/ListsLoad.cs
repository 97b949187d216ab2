using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Bulk;
using SystemConnector.Grains.Storage.Rows;
using SystemConnector.Silo;

namespace SystemConnector.Benchmarks;

/// <summary>
/// What lists and imports cost on a whole node with 10,000 connectors: each order and filter of the list over HTTP with the plan of its
/// statement, and 100,000 local numbers imported while somebody else writes.
/// </summary>
internal sealed class ListsLoad : IObserver<KeyValuePair<string, object?>>, IDisposable
{
    private const int Connectors = 10_000, Numbers = 100_000, Rounds = 100;
    private const double PageBar = 50, ImportBar = 20;
    private const string Key = "a-key-for-the-load-only";

    private const string Page = """
        query ($after: String, $filter: ConnectorFilterInput, $orderBy: ConnectorOrderInput) {
          connectors(first: 50, after: $after, filter: $filter, orderBy: $orderBy) {
            nodes { id name enabled priority ipAddress site { id name } trunk { state usable cause } conflictCount }
            pageInfo { hasNextPage endCursor }
          }
        }
        """;

    private const string Count = "query ($filter: ConnectorFilterInput) { connectors(first: 1, filter: $filter) { totalCount } }";

    private readonly WebApplication _node;
    private readonly HttpClient _client = new();
    private readonly IDisposable _listening;
    private (string Text, List<(string Name, object? Value)> Parameters)? _captured;
    private bool _isCapturing;

    private ListsLoad(WebApplication node)
    {
        _node = node;
        _listening = DiagnosticListener.AllListeners.Subscribe(new Listeners(this));
    }

    /// <summary>Runs it on a file, or on the PostgreSQL of a connection string; 0 when every bar was met.</summary>
    public static async Task<int> Run(string? connectionString)
    {
        var directory = Directory.CreateTempSubdirectory("system-connector-lists-").FullName;
        var name = connectionString is null ? "SQLite" : "PostgreSQL";
        await using var node = NodeHost.Build(["--Logging:LogLevel:Default=Warning"], settings =>
        {
            settings["Storage:Directory"] = directory;
            settings["Api:Urls"] = "http://127.0.0.1:0";
            settings["Api:BootstrapKey"] = Key;
            settings["Sip:Listen:0"] = "udp:127.0.0.1:0";
            settings["Cluster:NodeName"] = "load";
            if (connectionString is null) return;
            settings["Storage:Provider"] = "PostgreSql";
            settings["Storage:ConnectionString"] = connectionString;
            settings["Storage:MasterKey"] = Convert.ToBase64String(new byte[32]);
            settings["Cluster:Address"] = "127.0.0.1";
        });
        using var load = new ListsLoad(node);
        await node.StartAsync();
        try
        {
            var failed = await load.Measure(name);
            Console.WriteLine(failed.Count == 0 ? $"{name}: PASS" : $"{name}: FAIL: {string.Join("; ", failed)}");
            return failed.Count == 0 ? 0 : 1;
        }
        finally
        {
            await node.StopAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task<List<string>> Measure(string name)
    {
        _client.BaseAddress = new Uri(new Uri(_node.Urls.First()), "/graphql");
        _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        _client.Timeout = TimeSpan.FromMinutes(2);
        await Seed();
        var failed = new List<string>();
        await MeasureLists(name, failed);
        await MeasureImport(name, failed);
        return failed;
    }

    private async Task MeasureLists(string name, List<string> failed)
    {
        for (var i = 0; i < 50; i++) await Run(Page, new { });
        var middle = (await Run(Page, new { orderBy = new { field = "NAME" }, filter = new { nameContains = "connector 05000" } })).GetProperty("connectors").GetProperty("pageInfo").GetProperty("endCursor").GetString();
        Console.WriteLine($"\n{name}: first page of 50 of {Connectors} connectors with state, site and conflict count, over HTTP, {Rounds} times");
        Console.WriteLine($"{"",-44} {"connectors",10} {"median ms",10} {"95 % ms",10}");
        var plans = new StringBuilder();
        foreach (var (what, variables) in new (string, object)[]
        {
            ("by name", new { orderBy = Order("NAME", "ASC") }),
            ("by name, from the end", new { orderBy = Order("NAME", "DESC") }),
            ("by name, from the middle", new { orderBy = new { field = "NAME" }, after = middle }),
            ("by priority", new { orderBy = Order("PRIORITY", "ASC") }),
            ("by priority, from the end", new { orderBy = Order("PRIORITY", "DESC") }),
            ("by creation", new { orderBy = Order("CREATED", "ASC") }),
            ("by creation, from the end", new { orderBy = Order("CREATED", "DESC") }),
            ("by conflict count", new { orderBy = Order("CONFLICT_COUNT", "ASC") }),
            ("by conflict count, from the end", new { orderBy = Order("CONFLICT_COUNT", "DESC") }),
            ("name contains, found often", new { filter = new { nameContains = "ECTOR 0" } }),
            ("name contains, found last", new { filter = new { nameContains = "connector 0999" } }),
            ("address contains, found never", new { filter = new { addressContains = "nowhere" } }),
            ("type", new { filter = new { connectionType = "GENERIC_IP_AUTH" } }),
            ("enabled", new { filter = new { enabled = true } }),
            ("trunk state, of few", new { filter = new { trunkStates = new[] { "STARTING", "REGISTERING", "REGISTERED", "REACHABLE", "REJECTED", "UNREACHABLE", "DNS_FAILURE" } } }),
            ("trunk state, of nearly all", new { filter = new { trunkStates = new[] { "DISABLED" } } }),
            ("has conflicts, by conflict count", new { filter = new { hasConflicts = true }, orderBy = Order("CONFLICT_COUNT", "DESC") }),
            ("has none, by priority", new { filter = new { hasConflicts = false }, orderBy = Order("PRIORITY", "ASC") }),
        })
        {
            var (median, most) = await Time(Page, variables);
            var found = (await Run(Count, variables)).GetProperty("connectors").GetProperty("totalCount").GetInt32();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44} {found,10} {median,10:0.0} {most,10:0.0}"));
            if (found == 0 && !what.EndsWith("never", StringComparison.Ordinal)) failed.Add($"{what} found nothing");
            if (most > PageBar) failed.Add(string.Create(CultureInfo.InvariantCulture, $"{what} took {most:0} ms"));
            plans.AppendLine(CultureInfo.InvariantCulture, $"-- {what}").AppendLine(await Plan(Page, variables));
        }
        var counted = await Time("{ connectors(first: 50) { totalCount nodes { id } } }", new { });
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{"by name, with the total count",-44} {Connectors,10} {counted.Median,10:0.0} {counted.Most,10:0.0}"));
        Console.WriteLine($"\n{name}: plans\n{plans}");

        static object Order(string field, string direction) => new { field, direction };
    }

    private async Task MeasureImport(string name, List<string> failed)
    {
        var site = (await Run("mutation { createSite(input: { name: \"import\" }) { site { id } } }", new { })).GetProperty("createSite").GetProperty("site").GetProperty("id").GetString();
        await Run("""
            mutation ($site: ID!) { createConnector(input: { siteId: $site, name: "over it", connectionType: GENERIC_IP_AUTH, ipAddress: "127.0.0.1:9", enabled: false,
              extensionRanges: [{ min: "500000", max: "500999" }] }) { connector { id } } }
            """, new { site });
        var content = new StringBuilder("number;kind;owner;secret\r\n");
        for (var i = 0; i < Numbers; i++) content.Append(CultureInfo.InvariantCulture, $"{500_000 + i};EXTENSION;\"Owner, {i}\";secret-{i:x8}\r\n");

        using var stop = new CancellationTokenSource();
        var waits = new List<double>();
        var writer = Task.Run(async () =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await Run("mutation ($site: ID!, $n: String!) { putLocalNumbers(input: { siteId: $site, numbers: [{ number: $n }] }) { errors { __typename } } }", new { site, n = $"9{i:D6}" });
                lock (waits) waits.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            }
        });
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        double alone;
        lock (waits)
        {
            alone = waits.Order().ElementAt(waits.Count / 2);
            waits.Clear();
        }
        var clock = Stopwatch.GetTimestamp();
        var job = (await Run("mutation ($input: ImportLocalNumbersInput!) { importLocalNumbers(input: $input) { job { id } errors { __typename } } }",
            new { input = new { siteId = site, format = "CSV", content = content.ToString() } })).GetProperty("importLocalNumbers").GetProperty("job").GetProperty("id").GetString();
        JsonElement state;
        do
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
            state = (await Run("query ($id: ID!) { job(id: $id) { state progress { done total created } } }", new { id = job })).GetProperty("job");
        }
        while (state.GetProperty("state").GetString() is "QUEUED" or "RUNNING");
        var took = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        await stop.CancelAsync();
        await writer;
        var sorted = waits.Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{name}: {Numbers} local numbers with secrets imported by a job in {took:0.0} s, {state}; putLocalNumbers of one number meanwhile: {sorted.Count} times, median {sorted[sorted.Count / 2]:0} ms, most {sorted[^1]:0} ms; {alone:0} ms before"));
        if (state.GetProperty("state").GetString() != "SUCCEEDED" || state.GetProperty("progress").GetProperty("created").GetInt32() != Numbers) failed.Add("the import did not succeed");
        if (took > ImportBar) failed.Add(string.Create(CultureInfo.InvariantCulture, $"the import took {took:0.0} s"));
    }

    /// <summary>A site with its connectors, each tenth of them enabled towards where nobody answers, half of them with conflicts.</summary>
    private async Task Seed()
    {
        var (store, bulk) = (_node.Services.GetRequiredService<ConfigurationStore>(), _node.Services.GetRequiredService<IBulkWriter>());
        var site = SiteId.New();
        var written = await store.Write<Site>(async (db, log) =>
        {
            var connectors = Enumerable.Range(0, Connectors).Select(i => Connector(site, i)).ToList();
            await bulk.Upsert(db, [new SiteRow { Id = site.Value, Name = "load", Version = 1 }]);
            await bulk.Upsert(db, connectors);
            await bulk.Upsert(db, [.. connectors.SelectMany(static c => c.Ranges)]);
            await bulk.Upsert(db, [.. connectors.Where(static c => c.ConflictCount > 0).Select(static c => new RangeConflictsRow { RangeId = c.Ranges[0].Id, Kind = (int)ConflictKind.Extension, Count = c.ConflictCount })]);
            await bulk.Upsert(db, [.. connectors.SelectMany((c, i) => Enumerable.Range(0, c.ConflictCount).Select(n => new LocalNumberRow { SiteId = site.Value, Number = $"{1_000_000 + i * 10 + n}", Digits = 7, Owner = $"Owner {i}" }))]);
            log.WholeSite(site);
            return Outcome.Of(new Site(site, "", [], false, 1));
        });
        await _node.Services.GetRequiredService<RoutePublisher>().Tell(written.Sequence);
        var clock = Stopwatch.GetTimestamp();
        var trunks = _node.Services.GetRequiredService<TrunkStates>();
        while (trunks.All.Count() < Connectors && Stopwatch.GetElapsedTime(clock) < TimeSpan.FromSeconds(60))
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        await using var context = await _node.Services.GetRequiredService<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync();
        if (context.Database.IsNpgsql()) await context.Database.ExecuteSqlRawAsync("ANALYZE");
        Console.WriteLine($"{Connectors} connectors active after {Stopwatch.GetElapsedTime(clock).TotalSeconds:0.0} s");
    }

    private static ConnectorRow Connector(SiteId site, int i)
    {
        var id = Guid.CreateVersion7();
        return new ConnectorRow
        {
            Id = id,
            SiteId = site.Value,
            Name = $"Connector {i:D5}",
            Type = i % 3 == 0 ? 0 : 1,
            Username = i % 3 == 0 ? $"user-{i}" : null,
            Register = false,
            Address = $"127.{1 + i / 65_536}.{i / 256 % 256}.{i % 256}:9",
            Enabled = i % 10 == 0,
            Priority = i * 7 % 1_000,
            NoAnswerTimeoutSeconds = 4,
            SessionExpiresSeconds = 1_800,
            VerifyTls = true,
            MaxChannels = 10,
            MaxCallsPerSecond = 10,
            MaxPendingTransactions = 10,
            MaxContacts = 1,
            Version = 1,
            ConflictCount = i % 2 == 0 ? 0 : 1 + i % 5,
            Ranges = [new ExtensionRangeRow { Id = Guid.CreateVersion7(), ConnectorId = id, Min = $"{1_000_000 + i * 10}", Max = $"{1_000_009 + i * 10}", Digits = 7, CountedVersion = 1 }],
        };
    }

    private async Task<(double Median, double Most)> Time(string query, object variables)
    {
        var times = new double[Rounds];
        for (var i = 0; i < 5; i++) await Run(query, variables);
        for (var i = 0; i < Rounds; i++)
        {
            var began = Stopwatch.GetTimestamp();
            await Run(query, variables);
            times[i] = Stopwatch.GetElapsedTime(began).TotalMilliseconds;
        }
        Array.Sort(times);
        return (times[Rounds / 2], times[Rounds * 95 / 100]);
    }

    private async Task<JsonElement> Run(string query, object variables)
    {
        using var response = await _client.PostAsJsonAsync("", new { query, variables });
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>();
        return answer.TryGetProperty("errors", out var errors) ? throw new InvalidOperationException($"{errors}") : answer.GetProperty("data");
    }

    /// <summary>How the database reads the page, as it says itself.</summary>
    private async Task<string> Plan(string query, object variables)
    {
        (_captured, _isCapturing) = (null, true);
        await Run(query, variables);
        _isCapturing = false;
        if (_captured is not { } captured) return "  (no statement)";
        await using var context = await _node.Services.GetRequiredService<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync();
        var isPostgres = context.Database.IsNpgsql();
        await context.Database.OpenConnectionAsync();
        await using var command = context.Database.GetDbConnection().CreateCommand();
        command.CommandText = (isPostgres ? "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) " : "EXPLAIN QUERY PLAN ") + captured.Text;
        foreach (var (parameterName, value) in captured.Parameters)
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (parameterName, value);
            command.Parameters.Add(parameter);
        }
        var plan = new StringBuilder();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) plan.Append("  ").AppendLine(Shortened(reader.GetValue(isPostgres ? 0 : 3).ToString()!));
        return plan.ToString();
    }

    private static string Shortened(string line) => line.Length > 200 ? line[..200] + "…" : line;

    void IObserver<KeyValuePair<string, object?>>.OnNext(KeyValuePair<string, object?> value)
    {
        if (!_isCapturing || _captured is not null || value.Value is not CommandExecutedEventData { Command: { } command }) return;
        if (!command.CommandText.Contains("connector", StringComparison.Ordinal) || !command.CommandText.Contains("LIMIT", StringComparison.Ordinal) || !command.CommandText.Contains("priority", StringComparison.Ordinal)) return;
        _captured = (command.CommandText, [.. command.Parameters.Cast<DbParameter>().Select(static p => (p.ParameterName, p.Value))]);
    }

    void IObserver<KeyValuePair<string, object?>>.OnCompleted()
    {
    }

    void IObserver<KeyValuePair<string, object?>>.OnError(Exception error)
    {
    }

    public void Dispose()
    {
        _listening.Dispose();
        _client.Dispose();
    }

    private sealed class Listeners(ListsLoad load) : IObserver<DiagnosticListener>
    {
        public void OnNext(DiagnosticListener value)
        {
            if (value.Name == "Microsoft.EntityFrameworkCore") value.Subscribe(load);
        }

        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }
    }
}
