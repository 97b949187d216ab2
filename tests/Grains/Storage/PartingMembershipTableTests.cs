using System.Net;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Grains.Storage.Membership;

namespace SystemConnector.Grains.Tests.Storage;

/// <summary>A silo that stops does not wait for a database that is away, and learns the truth from one that is there.</summary>
public sealed class PartingMembershipTableTests
{
    private static readonly SiloAddress _self = SiloAddress.New(IPAddress.Loopback, 1, 1), _other = SiloAddress.New(IPAddress.Loopback, 2, 1);
    private static readonly TableVersion _version = new(1, "1");

    private readonly Table _table = new();
    private readonly Lifecycle _lifecycle = new();
    private readonly FakeTimeProvider _time = new();
    private readonly PartingMembershipTable _parting;

    public PartingMembershipTableTests()
    {
        _parting = new PartingMembershipTable(_table, _self, _time);
        _parting.Participate(_lifecycle);
    }

    [Fact]
    public async Task Until_the_silo_stops_it_is_the_table_as_it_is()
    {
        await _parting.ReadAllAsync(TestContext.Current.CancellationToken);
        _table.Fault = new TimeoutException();
        await Assert.ThrowsAsync<TimeoutException>(() => _parting.ReadAllAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<TimeoutException>(() => Update(_self));
    }

    [Fact]
    public async Task Each_call_of_a_silo_that_stops_is_tried()
    {
        var last = await _parting.ReadAllAsync(TestContext.Current.CancellationToken);
        await _lifecycle.Stop();
        _table.Fault = new TimeoutException();
        Assert.Same(last, await _parting.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.True(await Update(_self));

        // Back again, it is heard, also that somebody else was faster.
        _table.Fault = null;
        Assert.NotSame(last, await _parting.ReadAllAsync(TestContext.Current.CancellationToken));
        Assert.False(await Update(_self));
    }

    [Fact]
    public async Task Silo_that_stops_waits_two_seconds_and_hears_the_truth_of_other_rows()
    {
        await _parting.ReadAllAsync(TestContext.Current.CancellationToken);
        await _lifecycle.Stop();
        _table.Hangs = true;
        var (own, other) = (Update(_self), Update(_other));
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(own.IsCompleted || other.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(await own);
        await Assert.ThrowsAsync<TimeoutException>(() => other);
    }

    private Task<bool> Update(SiloAddress silo) =>
        _parting.UpdateRowAsync(new MembershipEntry { SiloAddress = silo }, "1", _version, TestContext.Current.CancellationToken);

    /// <summary>Somebody is always faster.</summary>
    private sealed class Table : IMembershipTable
    {
        public Exception? Fault { get; set; }

        public bool Hangs { get; set; }

        public Task<MembershipTableData> ReadAllAsync(CancellationToken cancellationToken) => Answer(static () => new MembershipTableData(_version));

        public Task<bool> UpdateRowAsync(MembershipEntry entry, string etag, TableVersion tableVersion, CancellationToken cancellationToken) => Answer(static () => false);

        public Task<MembershipTableData> ReadAll() => throw new NotSupportedException();

        public Task<bool> UpdateRow(MembershipEntry entry, string etag, TableVersion tableVersion) => throw new NotSupportedException();

        public Task InitializeMembershipTable(bool tryInitTableVersion) => throw new NotSupportedException();

        public Task DeleteMembershipTableEntries(string clusterId) => throw new NotSupportedException();

        public Task CleanupDefunctSiloEntries(DateTimeOffset beforeDate) => throw new NotSupportedException();

        public Task<MembershipTableData> ReadRow(SiloAddress key) => throw new NotSupportedException();

        public Task<bool> InsertRow(MembershipEntry entry, TableVersion tableVersion) => throw new NotSupportedException();

        public Task UpdateIAmAlive(MembershipEntry entry) => throw new NotSupportedException();

        private Task<T> Answer<T>(Func<T> answer) =>
            Hangs ? new TaskCompletionSource<T>().Task : Fault is { } fault ? Task.FromException<T>(fault) : Task.FromResult(answer());
    }

    private sealed class Lifecycle : ISiloLifecycle
    {
        private ILifecycleObserver? _observer;

        public int HighestCompletedStage => 0;

        public int LowestStoppedStage => 0;

        public IDisposable Subscribe(string observerName, int stage, ILifecycleObserver observer)
        {
            Assert.Equal(ServiceLifecycleStage.Last, stage);
            _observer = observer;
            return CancellationToken.None.Register(static () => { });
        }

        public Task Stop() => _observer!.OnStop(TestContext.Current.CancellationToken);
    }
}
