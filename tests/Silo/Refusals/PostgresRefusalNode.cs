using SystemConnector.Grains.Tests.Storage;

namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>The same on PostgreSQL, which refuses text that SQLite keeps.</summary>
public sealed class PostgresRefusalNode : RefusalNode
{
    private PostgresServer? _server;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_server is not null) await _server.DisposeAsync();
    }

    protected override async Task<string[]?> Settings() => (_server = await PostgresServer.TryStart())?.Settings("node-1").Select(static setting => $"--{setting.Key}={setting.Value}").ToArray();
}
