using System.Threading.Channels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts;
using SystemConnector.Grains.Access;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Cluster;
using SystemConnector.Grains.Hosting;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>What is done again and again beside the calls never ends its node.</summary>
public sealed class RepeatedServiceTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Round_that_fails_is_followed_by_the_next_one()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var time = new FakeTimeProvider();
        using var service = new Failing(time);
        await service.StartAsync(cancellation);
        foreach (Exception failure in new Exception[] { new InvalidOperationException(), new StorageUnavailableException("away", new TimeoutException()), new OperationCanceledException() })
        {
            service.Failure = failure;
            time.Advance(Interval);
            await service.Rounds.Reader.ReadAsync(cancellation);
        }
        service.Failure = null;
        time.Advance(Interval);
        await service.Rounds.Reader.ReadAsync(cancellation);
        Assert.False(service.ExecuteTask!.IsCompleted);
        await service.StopAsync(cancellation);
        Assert.True(service.ExecuteTask.IsCompletedSuccessfully);
    }

    [Theory]
    [InlineData(typeof(ApiKeyUses))]
    [InlineData(typeof(CallRecordJanitor))]
    [InlineData(typeof(AuditJanitor))]
    [InlineData(typeof(NodeJanitor))]
    public void Janitor_is_such_a_service(Type janitor) => Assert.True(janitor.IsSubclassOf(typeof(RepeatedService)));

    private sealed class Failing(TimeProvider time) : RepeatedService(Interval, time, NullLogger.Instance)
    {
        public Channel<int> Rounds { get; } = Channel.CreateUnbounded<int>();

        public Exception? Failure { get; set; }

        protected override Task Round(CancellationToken stopping)
        {
            var failure = Failure;
            Rounds.Writer.TryWrite(0);
            return failure is null ? Task.CompletedTask : Task.FromException(failure);
        }
    }
}
