using System.Buffers.Text;
using System.Security.Cryptography;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// A part of the transactions, chosen by Call-ID, with one lock, one timer wheel and one buffer pool. Both legs of a call have
/// the same Call-ID, so all that happens in a call happens under one lock, and calls of different shards share none.
/// </summary>
public sealed class TransactionShard
{
    // 65,535 bytes and what the longest message grows by on its way through.
    private const int ScratchSize = 80 * 1024;

    private const int RandomnessSize = 64 * sizeof(ulong);

    internal readonly Dictionary<UInt128, ServerTransaction> Servers = [];
    internal readonly Dictionary<ulong, ClientTransaction> Clients = [];
    internal readonly BufferPool Pool = new();
    internal readonly TimerWheel Wheel;
    internal readonly TransactionTimers Timers;
    internal TransactionCounters Counters;
    internal Func<Flow, Flow?>? OtherWay;

    private readonly byte[] _scratch = GC.AllocateUninitializedArray<byte>(ScratchSize, pinned: true);
    private readonly byte[] _randomness = new byte[RandomnessSize];
    private readonly TimeProvider _time;
    private readonly long _start;
    private int _usedRandomness = RandomnessSize;

    internal TransactionShard(int index, TransactionTimers timers, TimeProvider time, Action<Exception> onFault)
    {
        Index = index;
        Timers = timers;
        Wheel = new TimerWheel(onFault);
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>Its number.</summary>
    public int Index { get; }

    /// <summary>Held while anything of the shard is touched.</summary>
    public Lock Lock { get; } = new();

    /// <summary>How many transactions there are.</summary>
    public int Count => Servers.Count + Clients.Count;

    /// <summary>Milliseconds on the shard's clock.</summary>
    internal long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>A writer over the shard's scratch buffer. What it wrote must be sent before the next one is taken.</summary>
    public MessageWriter Writer() => new(_scratch);

    /// <summary>
    /// A branch for a new client transaction: 63 bits that who saw any number of others cannot guess, so that nobody who is not on the
    /// way of a request can answer it; the lowest bit marks a CANCEL.
    /// </summary>
    public ulong NewBranch()
    {
        while (true)
        {
            if (_usedRandomness == RandomnessSize)
            {
                // For many at once: the generator costs as much for 8 bytes as for some hundred.
                RandomNumberGenerator.Fill(_randomness);
                _usedRandomness = 0;
            }
            var branch = BitConverter.ToUInt64(_randomness, _usedRandomness) & ~1UL;
            _usedRandomness += sizeof(ulong);
            if (branch != 0) return branch;
        }
    }

    /// <summary>Sends a request as a client transaction. The user may be told of a failure before this returns.</summary>
    /// <param name="method">The request's method, not ACK.</param>
    /// <param name="branch">The branch in its Via.</param>
    /// <param name="flow">Where it goes.</param>
    /// <param name="request">The whole request; copied.</param>
    /// <param name="user">Told what comes of it.</param>
    /// <returns>The transaction, in whatever state it is by now.</returns>
    public ClientTransaction Start(SipMethod method, ulong branch, in Flow flow, ReadOnlySpan<byte> request, IClientTransactionUser user)
    {
        ClientTransaction transaction = method == SipMethod.Invite
            ? new InviteClientTransaction(this, branch, flow, user)
            : new NonInviteClientTransaction(this, method, branch, flow, user);
        transaction.RequestHash = RequestHashOf(request);
        Clients[transaction.Key] = transaction;
        transaction.Begin(request);
        return transaction;
    }

    /// <summary>Sets a timer of a transaction user.</summary>
    public void Set(UserTimer timer, TimeSpan after) => Wheel.Set(timer, Now + (long)after.TotalMilliseconds);

    /// <summary>Takes a timer of a transaction user back.</summary>
    public void Cancel(UserTimer timer) => Wheel.Cancel(timer);

    internal int CountPendingServers()
    {
        lock (Lock) return Servers.Values.Count(static server => server is InviteServerTransaction { IsFinal: false });
    }

    internal int CountPendingInvites(Predicate<SipTransport> isOver)
    {
        lock (Lock)
        {
            return Servers.Values.Count(server => server is InviteServerTransaction { IsFinal: false } && isOver(server.Source.Transport))
                + Clients.Values.Count(client => client is InviteClientTransaction { IsFinal: false, IsLost: false } && isOver(client.Flow.Transport));
        }
    }

    /// <summary>The Call-ID and the CSeq number of a request that we wrote, whose lines are whole and under their long names.</summary>
    private static ulong RequestHashOf(ReadOnlySpan<byte> request)
    {
        var cseq = Utf8Parser.TryParse(ValueOf(request, "\r\nCSeq: "u8), out uint number, out _) ? number : 0;
        return ClientTransaction.HashOf(ValueOf(request, "\r\nCall-ID: "u8), cseq);
    }

    private static ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> request, ReadOnlySpan<byte> name)
    {
        var start = request.IndexOf(name);
        if (start < 0) return default;
        var value = request[(start + name.Length)..];
        return value[..value.IndexOf((byte)'\r')];
    }
}

/// <summary>A timer of a transaction user; it is called under the shard's lock.</summary>
public abstract class UserTimer : TimedEntry
{
    /// <summary>The time has come.</summary>
    protected abstract void OnTimer();

    internal sealed override void OnDue(long now) => OnTimer();
}
