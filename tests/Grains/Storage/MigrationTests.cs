using System.Collections.Concurrent;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Storage;

public sealed class MigrationTests
{
    [Fact]
    public async Task Sqlite_model_has_no_change_without_a_migration()
    {
        await using var node = await TestNode.Start();
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(db.Database.HasPendingModelChanges());
        Assert.Equal("wal", (await db.Database.SqlQueryRaw<string>("PRAGMA journal_mode").ToListAsync(TestContext.Current.CancellationToken)).Single());
        // A second time changes nothing.
        await node.Service<StorageInitializer>().StartAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task First_start_on_Sqlite_has_nothing_to_warn_of()
    {
        using var warnings = new Warnings();
        await using var node = await TestNode.Start(configure: builder => builder.Logging.AddProvider(warnings));
        Assert.True(warnings.Heard);
        Assert.Empty(warnings.All);
    }

    [Fact]
    public async Task PostgreSql_takes_the_same_migrations_and_serves()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await using var node = await TestNode.Start(settings: server.Settings("node-1"));
        await using var db = await node.Service<IDbContextFactory<ConnectorDb>>().CreateDbContextAsync(TestContext.Current.CancellationToken);
        Assert.False(db.Database.HasPendingModelChanges());

        var site = await node.NewSite("A", "a.example");
        await node.Site(site).PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: "phone")]);
        var connector = await node.NewConnector(site, "B", "150", "200", _ => Specs.Password());
        Assert.Equal(1, await node.Range(connector.Ranges[0].Id).CountConflicts());
        Assert.Equal("phone"u8.ToArray(), node.Feed.Current.FindSite(site)!.FindNumber(Contracts.Numbers.Number.Parse("150"))!.Secret);
        Assert.Single((await node.Service<IConfigurationQueries>().LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, new Window(5), TestContext.Current.CancellationToken)).Items);
    }

    private sealed class Warnings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> All { get; } = [];

        public bool Heard { get; private set; }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Heard = true;
            if (logLevel >= LogLevel.Warning) All.Enqueue($"{eventId.Id}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
