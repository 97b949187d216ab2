using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Npgsql;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Routing;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Storage;

/// <summary>What counts as a database that is away, and what a node does meanwhile.</summary>
public sealed class OutageTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("08006", true)]
    [InlineData("28P01", true)]
    [InlineData("28000", true)]
    [InlineData("3D000", true)]
    [InlineData("25006", true)]
    [InlineData("25P03", true)]
    [InlineData("40001", true)]
    [InlineData("42501", true)]
    [InlineData("53300", true)]
    [InlineData("57P01", true)]
    [InlineData("XX001", true)]
    [InlineData("22021", false)]
    [InlineData("23505", false)]
    [InlineData("25P02", false)]
    [InlineData("42601", false)]
    [InlineData("42P01", false)]
    [InlineData("54000", false)]
    public void State_of_PostgreSql_is_an_outage_or_a_bug(string state, bool isOutage)
    {
        var exception = new PostgresException("refused", "ERROR", "ERROR", state);
        Assert.Equal(isOutage, ConfigurationStore.IsOutage(exception));
        Assert.Equal(isOutage, ConfigurationStore.IsOutage(new InvalidOperationException("while it wrote", exception)));
    }

    [Theory]
    [InlineData(5, true)]
    [InlineData(8, true)]
    [InlineData(13, true)]
    [InlineData(1, false)]
    [InlineData(19, false)]
    public void Code_of_Sqlite_is_an_outage_or_a_bug(int code, bool isOutage) => Assert.Equal(isOutage, ConfigurationStore.IsOutage(new SqliteException("refused", code)));

    [Fact]
    public async Task Server_that_takes_no_changes_or_has_the_database_no_longer_refuses_them_and_the_node_goes_on()
    {
        await using var server = await PostgresServer.TryStart();
        Assert.SkipWhen(server is null, "No PostgreSQL server is installed under /usr/lib/postgresql.");
        await Do(server, "CREATE DATABASE connector");
        var settings = server.Settings("node-1");
        settings["Storage:ConnectionString"] = server.ConnectionString.Replace("Database=postgres", "Database=connector", StringComparison.Ordinal);
        await using var node = await TestNode.Start(settings: settings);
        var site = await node.NewSite();
        var connector = await node.NewConnector(site, "B", "150", "200");
        var records = node.Service<CallRecordWriter>();
        var began = TimeProvider.System.GetUtcNow();
        var part = new CallMediaPart(new CallParties(new CallKey(CallRecordRows.KeyAt(began)), site, "call-1", "100", "150", null, connector.Id, began), new CallMedia(1, 2, 3, 4));

        // 1. As on a server that became a standby.
        await Do(server, "ALTER DATABASE connector SET default_transaction_read_only = on", Disconnect);
        await IsRefused();
        records.Add(part);

        // 2. As it was: what waited is written.
        await Do(server, "ALTER DATABASE connector RESET default_transaction_read_only", Disconnect);
        await Until.Holds(async () => (await node.Connector(connector.Id).SetEnabled(true)).Succeeded);
        await Until.Holds(() => records.Written == 1);
        Assert.Equal(0, records.Lost);

        // 3. As after a drop by mistake.
        await Do(server, "DROP DATABASE connector WITH (FORCE)");
        await IsRefused();

        async Task IsRefused()
        {
            var update = await node.Connector(connector.Id).SetEnabled(false);
            Assert.Equal(FaultCode.StorageUnavailable, Assert.Single(update.Faults).Code);
            await Assert.ThrowsAsync<StorageUnavailableException>(() => node.Service<CallRecordStore>().Write([part]));
            Assert.Equal(RouteOutcome.Remote, RoutingRule.Decide(node.Feed.Current.FindSite(site)!, Number.Parse("160"), null, DateTimeOffset.UnixEpoch).Outcome);
            Assert.False(node.Service<IHostApplicationLifetime>().ApplicationStopping.IsCancellationRequested);
        }
    }

    /// <summary>A setting of a database is for connections to come.</summary>
    private const string Disconnect = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'connector'";

    private static async Task Do(PostgresServer server, params string[] statements)
    {
        await using var connection = new NpgsqlConnection(server.ConnectionString);
        await connection.OpenAsync(Cancellation);
        foreach (var statement in statements)
        {
            await using var command = new NpgsqlCommand(statement, connection);
            await command.ExecuteNonQueryAsync(Cancellation);
        }
    }
}
