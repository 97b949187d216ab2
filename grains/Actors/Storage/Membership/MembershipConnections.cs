using Npgsql;

namespace SystemConnector.Grains.Storage.Membership;

/// <summary>
/// The connections over which the membership is read and written, apart from those of everything else: when all of those wait for a
/// lock that a frozen node holds, the others must still be able to declare it dead.
/// </summary>
internal sealed class MembershipConnections(NpgsqlDataSource source) : IAsyncDisposable
{
    public NpgsqlDataSource Source => source;

    public ValueTask DisposeAsync() => source.DisposeAsync();
}
