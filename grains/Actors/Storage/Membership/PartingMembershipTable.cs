using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace SystemConnector.Grains.Storage.Membership;

/// <summary>
/// The membership table for a node that stops. A silo says in it that it leaves, and tries for minutes while the database is away; a
/// node that stops need not wait for that, since the others find out by themselves. Until then it is the table as it is.
/// </summary>
internal sealed class PartingMembershipTable(IMembershipTable table, IHostApplicationLifetime application) : IMembershipTable
{
    private volatile MembershipTableData? _last;
    private volatile bool _isGivenUp;

    public static void Wrap(IServiceCollection services)
    {
        var given = services.Last(static d => d.ServiceType == typeof(IMembershipTable));
        services.Remove(given);
        services.AddSingleton<IMembershipTable>(provider => new PartingMembershipTable(
            (IMembershipTable)ActivatorUtilities.CreateInstance(provider, given.ImplementationType!),
            provider.GetRequiredService<IHostApplicationLifetime>()));
    }

    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) =>
        table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) =>
        table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => table.ReadRowAsync(key, cancellationToken);

    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) =>
        Parting(async () => _last = await table.ReadAllAsync(cancellationToken), () => _last!);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        table.InsertRowAsync(entry, tableVersion, cancellationToken);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        Parting(() => table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken), static () => true);

    public Task UpdateIAmAliveAsync(MembershipEntry entry, CancellationToken cancellationToken = default) => table.UpdateIAmAliveAsync(entry, cancellationToken);

    // The interface still has these; nobody calls them.
    Task IMembershipTable.InitializeMembershipTable(bool tryInitTableVersion) => InitializeMembershipTableAsync(tryInitTableVersion);

    Task IMembershipTable.DeleteMembershipTableEntries(string clusterId) => DeleteMembershipTableEntriesAsync(clusterId);

    Task IMembershipTable.CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => CleanupDefunctSiloEntriesAsync(beforeDate);

    Task<MembershipTableData> IMembershipTable.ReadRow(SiloAddress key) => ReadRowAsync(key);

    Task<MembershipTableData> IMembershipTable.ReadAll() => ReadAllAsync();

    Task<bool> IMembershipTable.InsertRow(MembershipEntry entry, TableVersion tableVersion) => InsertRowAsync(entry, tableVersion);

    Task<bool> IMembershipTable.UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => UpdateRowAsync(entry, etag, tableVersion);

    Task IMembershipTable.UpdateIAmAlive(MembershipEntry entry) => UpdateIAmAliveAsync(entry);

    private async Task<T> Parting<T>(Func<Task<T>> attempt, Func<T> otherwise)
    {
        if (_isGivenUp) return otherwise();
        try
        {
            return await attempt();
        }
#pragma warning disable CA1031 // Whatever keeps it from saying goodbye, it goes.
        catch (Exception) when (application.ApplicationStopping.IsCancellationRequested && _last is not null)
#pragma warning restore CA1031
        {
            _isGivenUp = true;
            return otherwise();
        }
    }
}
