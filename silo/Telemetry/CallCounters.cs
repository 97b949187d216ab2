using System.Runtime.InteropServices;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Counts calls and messages. Each shard has words of its own, written under its lock, which whoever counts holds anyway: counting is an
/// addition that nobody waits for. Read on any thread.
/// </summary>
internal sealed class CallCounters
{
    private readonly Counts[] _shards = new Counts[TransactionLayer.ShardCount];

    /// <summary>What was counted so far.</summary>
    public Counts Sum()
    {
        var sum = default(Counts);
        foreach (ref readonly var shard in _shards.AsSpan())
        {
            sum.Attempts += shard.Attempts;
            sum.SettingUp += shard.SettingUp;
            sum.Answered += shard.Answered;
            sum.Cancelled += shard.Cancelled;
            sum.Messages += shard.Messages;
            sum.Delivered += shard.Delivered;
        }
        return sum;
    }

    /// <summary>The counts of a shard whose lock is held.</summary>
    public ref Counts Of(TransactionShard shard) => ref _shards[shard.Index];

    /// <summary>One shard's counts, on a cache line of their own.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    internal struct Counts
    {
        /// <summary>INVITEs of callers who proved who they are, outside of calls.</summary>
        public long Attempts;

        /// <summary>Those that wait for an answer now.</summary>
        public long SettingUp;

        /// <summary>Those that were answered.</summary>
        public long Answered;

        /// <summary>Those whose caller hung up before.</summary>
        public long Cancelled;

        /// <summary>MESSAGE requests of senders who proved who they are.</summary>
        public long Messages;

        /// <summary>Those that were taken at the other side.</summary>
        public long Delivered;
    }
}
