using Microsoft.Extensions.Time.Testing;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Events;
using SystemConnector.Grains.CallRecords;
using SystemConnector.Grains.Events;
using SystemConnector.Silo.Tests.Cluster;

namespace SystemConnector.Silo.Tests.CallRecords;

/// <summary>Two nodes with one log: each knows when somebody listens to calls at the other one.</summary>
public sealed class CallEventDemandTests : IAsyncLifetime
{
    private static readonly TimeSpan Kept = new EventOptions().MaxAge;

    private readonly FakeTimeProvider _time = new();
    private readonly SharedLog _log = new();
    private readonly CallEventDemand _here, _there;

    public CallEventDemandTests() => (_here, _there) = (New(), New());

    public async ValueTask InitializeAsync()
    {
        await _here.StartAsync(TestContext.Current.CancellationToken);
        await _there.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _here.StopAsync(CancellationToken.None);
        await _there.StopAsync(CancellationToken.None);
        _here.Dispose();
        _there.Dispose();
    }

    [Fact]
    public async Task Nobody_publishes_until_somebody_listens_and_all_do_until_what_he_could_resume_is_forgotten()
    {
        Assert.Equal((false, false), (_here.IsThere, _there.IsThere));
        using (_here.Listen())
        {
            Assert.True(_here.IsThere);
            await TestCluster.Eventually(() => _there.IsThere);
            // Said again while he stays, once for all of them; who joins later hears it too.
            using (_here.Listen())
                for (var turn = 0; turn < 30; turn++)
                {
                    var said = _log.End;
                    _time.Advance(Kept / 3);
                    await TestCluster.Eventually(() => _log.End == said + 1 && _there.Heard == _log.End);
                    Assert.True(_there.IsThere);
                }
            using var joined = New();
            await joined.StartAsync(TestContext.Current.CancellationToken);
            await TestCluster.Eventually(() => joined.IsThere);
            await joined.StopAsync(TestContext.Current.CancellationToken);
        }
        var last = _log.End;
        _time.Advance(Kept);
        Assert.Equal((true, true, last), (_here.IsThere, _there.IsThere, _log.End));
        _time.Advance(Kept);
        Assert.Equal((false, false), (_here.IsThere, _there.IsThere));
    }

    private CallEventDemand New() => new(_log, _log, Microsoft.Extensions.Options.Options.Create(new EventOptions()), _time);

    private sealed class SharedLog : IEventLog, IEventPublisher
    {
        private readonly Lock _lock = new();
        private readonly List<LoggedEvent> _events = [];
        private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public EventCursor Now => new(Guid.Empty, End);

        public long End
        {
            get
            {
                lock (_lock) return _events.Count;
            }
        }

        public EventPlace? Find(EventCursor after) => throw new NotSupportedException();

        public EventsRead Read(long position, int count)
        {
            lock (_lock) return new EventsRead(_events.GetRange((int)position, (int)Math.Min(count, End - position)), Math.Min(End, position + count), IsGone: false);
        }

        public Task Beyond(long position, CancellationToken cancellation)
        {
            lock (_lock) return position < End ? Task.CompletedTask : _news.Task.WaitAsync(cancellation);
        }

        public void Publish(ClusterEvent happened)
        {
            Assert.IsType<CallEventsWanted>(happened);
            lock (_lock)
            {
                _events.Add(new LoggedEvent(End, new EventCursor(Guid.Empty, End + 1), happened, IsRepeat: false));
                _news.SetResult();
                _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }
    }
}
