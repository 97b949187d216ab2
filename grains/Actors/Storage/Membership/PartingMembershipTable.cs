using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Grains.Storage.Membership;

/// <summary>
/// The membership table for a silo that stops. It says in it that it leaves, and tries for minutes while the database is away; a
/// silo that stops need not wait for that, since the others find out by themselves. Until it stops, which is after the drain, it is the
/// table as it is.
/// </summary>
internal sealed class PartingMembershipTable(IMembershipTable table, SiloAddress self, TimeProvider time)
    : IMembershipTable, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan _bound = TimeSpan.FromSeconds(2);

    private volatile MembershipTableData? _last;
    private volatile bool _isStopping;

    public static void Wrap(IServiceCollection services)
    {
        var given = services.Last(static d => d.ServiceType == typeof(IMembershipTable));
        services.Remove(given);
        services.AddSingleton<IMembershipTable>(provider => new PartingMembershipTable(
            (IMembershipTable)ActivatorUtilities.CreateInstance(provider, given.ImplementationType!),
            provider.GetRequiredService<ILocalSiloDetails>().SiloAddress,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(static provider => (ILifecycleParticipant<ISiloLifecycle>)provider.GetRequiredService<IMembershipTable>());
    }

    // What starts last stops first: before the silo says that it leaves.
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(PartingMembershipTable), ServiceLifecycleStage.Last, static _ => Task.CompletedTask, _ =>
        {
            _isStopping = true;
            return Task.CompletedTask;
        });

    public Task InitializeMembershipTableAsync(bool tryInitTableVersion, CancellationToken cancellationToken = default) =>
        table.InitializeMembershipTableAsync(tryInitTableVersion, cancellationToken);

    public Task DeleteMembershipTableEntriesAsync(string clusterId, CancellationToken cancellationToken = default) =>
        table.DeleteMembershipTableEntriesAsync(clusterId, cancellationToken);

    public Task CleanupDefunctSiloEntriesAsync(DateTimeOffset beforeDate, CancellationToken cancellationToken = default) =>
        table.CleanupDefunctSiloEntriesAsync(beforeDate, cancellationToken);

    public Task<MembershipTableData> ReadRowAsync(SiloAddress key, CancellationToken cancellationToken = default) => table.ReadRowAsync(key, cancellationToken);

    public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken = default) =>
        // What is written on the ground of an old table is refused by the table, so an old one does no harm.
        Parting(async () => _last = await table.ReadAllAsync(cancellationToken), () => _last is not null, () => _last!);

    public Task<bool> InsertRowAsync(MembershipEntry entry, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        table.InsertRowAsync(entry, tableVersion, cancellationToken);

    public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken = default) =>
        // False would mean that somebody else was faster, after which a silo reads and tries again for ever. So it is told that its own
        // leaving is written, which nothing depends on any more; of other rows it hears the truth.
        Parting(() => table.UpdateRowAsync(entry, etag, tableVersion, cancellationToken), () => entry.SiloAddress.Equals(self), static () => true);

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

    private async Task<T> Parting<T>(Func<Task<T>> attempt, Func<bool> mayGiveUp, Func<T> otherwise)
    {
        if (!_isStopping) return await attempt();
        try
        {
            return await attempt().WaitAsync(_bound, time);
        }
#pragma warning disable CA1031 // Whatever keeps it from saying goodbye, it goes.
        catch (Exception) when (mayGiveUp())
#pragma warning restore CA1031
        {
            return otherwise();
        }
    }
}
