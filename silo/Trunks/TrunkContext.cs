using SystemConnector.Silo.Edge;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// What the parts of one trunk's life share. They run one at a time, under one lock, on the thread pool.
/// </summary>
/// <remarks>
/// Order of locks: the trunk's, then a transaction shard's. What runs under a shard's lock, such as the end of a transaction,
/// therefore never takes the trunk's: it posts.
/// </remarks>
internal sealed partial class TrunkContext(TrunkEnvironment environment, SipNode node, Trunk trunk)
{
    /// <summary>After how long a request is tried again that was held back because this node is fenced.</summary>
    public static readonly TimeSpan FencedInterval = TimeSpan.FromSeconds(1);

    /// <summary>Held while anything of the trunk's life is touched.</summary>
    public Lock Lock { get; } = new();

    /// <summary>The world around.</summary>
    public TrunkEnvironment Environment => environment;

    /// <summary>The node's transports and transactions.</summary>
    public SipNode Node => node;

    /// <summary>The trunk as the call path sees it.</summary>
    public Trunk Trunk => trunk;

    /// <summary>True once the trunk is released: timers rest.</summary>
    public bool IsStopped { get; set; }

    /// <summary>True when the last request of the trunk's owner was held back.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Told when that is another.</summary>
    public Action? FenceTurned { get; set; }

    /// <summary>Now.</summary>
    public DateTimeOffset Now => environment.Time.GetUtcNow();

    /// <summary>
    /// Whether a request of the trunk's owner may be sent now; asked right before each, so that a process which was frozen between the
    /// thought and the deed does nothing any more.
    /// </summary>
    public bool AskFence()
    {
        var mayOwn = environment.Fence.MayOwn;
        if (mayOwn == IsFenced)
        {
            IsFenced = !mayOwn;
            FenceTurned?.Invoke();
        }
        return mayOwn;
    }

    /// <summary>A time from 0 up to that bound.</summary>
    public TimeSpan UpTo(TimeSpan bound) => bound * environment.Jitter();

    /// <summary>Has something done under the lock, soon, on another thread.</summary>
    public void Post(Action action) => environment.Post(() => Run(action));

    /// <summary>Does something under the lock.</summary>
    public void Run(Action action)
    {
        lock (Lock)
        {
            try
            {
                action();
            }
#pragma warning disable CA1031 // On a thread of the pool: one trunk's bug must not end the process.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                LogFault(environment.Logger, exception, trunk.Configuration.Name);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "A bug in the life of trunk {Trunk}")]
    private static partial void LogFault(ILogger logger, Exception exception, string trunk);
}
