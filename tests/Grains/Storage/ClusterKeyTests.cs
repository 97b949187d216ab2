using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Storage;

public sealed class ClusterKeyTests
{
    [Fact]
    public async Task Key_is_known_before_it_seals_and_opens_for_two_days_after_the_next()
    {
        await using var node = await TestNode.Start();
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(4_000_000_000));
        using var keys = new ClusterKeys(time);
        var store = new ClusterKeyStore(node.Service<ConfigurationStore>(), node.Service<SecretProtector>(), keys, time);
        await store.Reload(TestContext.Current.CancellationToken);
        var (seed, changes) = (keys.Seed, 0);
        keys.Changed += () => changes++;

        var rotated = await store.Rotate();
        Assert.Equal(2, rotated.Outcome.Value!.Id);
        Assert.True(rotated.Sequence > 0);
        Assert.Equal(FaultCode.OutOfRange, (await store.Rotate()).Outcome.Faults.Single().Code);
        await store.Reload(TestContext.Current.CancellationToken);
        Assert.Equal((1, 2, 1), (keys.Current.Id, keys.All.Length, changes));

        time.Advance(ClusterKeyStore.Announced);
        Assert.Equal((2, 2, 2), (keys.Current.Id, keys.All.Length, changes));

        time.Advance(ClusterKeyStore.Opens - TimeSpan.FromSeconds(1));
        Assert.NotNull(keys.Find(1));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(keys.Find(1));
        Assert.Equal(3, changes);

        // What the first key is the seed of stays what it is, however often the key changes.
        await store.Rotate();
        time.Advance(ClusterKeyStore.Announced + ClusterKeyStore.Opens);
        await store.Rotate();
        await store.Reload(TestContext.Current.CancellationToken);
        Assert.Equal(seed, keys.Seed);
        Assert.Equal([3, 4], keys.All.Select(k => (int)k.Id));
    }
}
