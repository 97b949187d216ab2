using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using SystemConnector.Contracts;
using SystemConnector.Silo.Admission;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.CallRecords;

/// <summary>A call that this node keeps: it set it up, and has not heard of its end.</summary>
internal struct ActiveCall
{
    /// <summary>What is known from its beginning.</summary>
    public CallFacts Facts;

    /// <summary>The connector over which it was answered; null for a phone, or while it rings.</summary>
    public ConnectorId? ConnectorOut;

    /// <summary>When it was answered; null while it is set up.</summary>
    public DateTimeOffset? AnsweredAt;

    /// <summary>When it is given up unless it is heard of, in seconds on the table's clock.</summary>
    public uint ExpiresAt;
}

/// <summary>
/// The calls of one shard that this node keeps, and what happened to calls since somebody last asked. Used under the shard's lock, so it
/// needs no other. A call leaves it with its channels (<see cref="ChannelLedger"/>): when it fails, is cancelled or hung up, and at the
/// latest when its session is over.
/// </summary>
internal sealed class ShardCalls(TransactionShard shard, TimeProvider time) : UserTimer
{
    /// <summary>How much news waits at most; it is fetched several times a second.</summary>
    public const int MostNews = 16_384;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ulong, ActiveCall> _calls = [];
    private readonly long _start = time.GetTimestamp();
    private List<CallNews> _news = [];
    private bool _isSweeping;

    /// <summary>How many calls there are.</summary>
    public int Count => _calls.Count;

    /// <summary>How much news was lost because nobody fetched it.</summary>
    public int Lost { get; private set; }

    private uint Now => (uint)time.GetElapsedTime(_start).TotalSeconds;

    /// <summary>Notes what happened.</summary>
    public void Tell(CallNews news)
    {
        if (_news.Count < MostNews) _news.Add(news);
        else Lost++;
    }

    /// <summary>A call is being set up.</summary>
    public void Open(ulong call, CallFacts facts)
    {
        _calls[call] = new ActiveCall { Facts = facts, ExpiresAt = Now + (uint)ChannelLedger.RingTime.TotalSeconds };
        if (!_isSweeping) shard.Set(this, SweepInterval);
        _isSweeping = true;
    }

    /// <summary>The call was answered, and goes on for that long unless it is heard of again.</summary>
    public void Answered(ulong call, ConnectorId? connectorOut, DateTimeOffset at, TimeSpan lifetime)
    {
        ref var active = ref CollectionsMarshal.GetValueRefOrNullRef(_calls, call);
        if (Unsafe.IsNullRef(ref active)) return;
        active.ConnectorOut = connectorOut;
        active.AnsweredAt = at;
        active.ExpiresAt = Now + (uint)lifetime.TotalSeconds;
    }

    /// <summary>The call goes on for that long.</summary>
    public void Extend(ulong call, TimeSpan lifetime)
    {
        ref var active = ref CollectionsMarshal.GetValueRefOrNullRef(_calls, call);
        if (!Unsafe.IsNullRef(ref active)) active.ExpiresAt = Now + (uint)lifetime.TotalSeconds;
    }

    /// <summary>The call as this node keeps it; false when it does not.</summary>
    public bool TryFind(ulong call, out ActiveCall active) => _calls.TryGetValue(call, out active);

    /// <summary>The call is over.</summary>
    public bool Close(ulong call, out ActiveCall active) => _calls.Remove(call, out active);

    /// <summary>Takes what happened; the list given is filled from now on.</summary>
    public List<CallNews> Take(List<CallNews> empty, out int lost)
    {
        (var news, _news, lost, Lost) = (_news, empty, Lost, 0);
        return news;
    }

    /// <summary>Copies the calls.</summary>
    public void CopyTo(List<ActiveCall> list) => list.AddRange(_calls.Values);

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        var now = Now;
        foreach (var (call, active) in _calls)
            if (active.ExpiresAt <= now) _calls.Remove(call);
        _isSweeping = _calls.Count > 0;
        if (_isSweeping) shard.Set(this, SweepInterval);
    }
}
