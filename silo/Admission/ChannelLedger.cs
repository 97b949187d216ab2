using System.Runtime.InteropServices;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Admission;

/// <summary>
/// Which calls of one shard hold channels of which connectors on this node. About 40 bytes a call; used under the shard's lock, so
/// it needs no other. A call leaves it when it fails, is cancelled or hung up, and at the latest when its time is over: no BYE that was
/// lost or went to another node keeps a channel for ever.
/// </summary>
/// <remarks>A Call-ID that stands for several calls over one connector holds as many channels; a BYE gives one of them back, whichever call it ends.</remarks>
internal sealed class ChannelLedger(TimeProvider time, TransactionShard? shard = null) : UserTimer
{
    /// <summary>How long a call is counted that is neither answered nor given up: its setup gives the channel back, so only a fault of ours lasts so long.</summary>
    public static readonly TimeSpan RingTime = TimeSpan.FromMinutes(15);

    /// <summary>How long an answered call may last without a session timer (RFC 4028): as long as the longest session interval that can be set.</summary>
    public static readonly TimeSpan TalkTime = TimeSpan.FromHours(24);

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(10);

    private readonly Dictionary<ulong, Entry> _entries = [];
    private readonly long _start = time.GetTimestamp();
    private bool _isSweeping;

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    private uint Now => (uint)time.GetElapsedTime(_start).TotalSeconds;

    /// <summary>A call takes a channel of a connector; false when there is none.</summary>
    public bool TryOpen(ulong call, ConnectorRoute connector)
    {
        if (!connector.Trunk.Load.TryOpenChannel(connector.Limits)) return false;
        ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(_entries, Key(call, connector.Id), out var exists);
        if (exists && entry.Calls == byte.MaxValue)
        {
            connector.Trunk.Load.CloseChannel();
            return false;
        }
        entry.Load = connector.Trunk.Load;
        entry.Calls++;
        entry.ExpiresAt = Math.Max(entry.ExpiresAt, Now + Seconds(RingTime));
        if (!_isSweeping && shard is not null) shard.Set(this, SweepInterval);
        _isSweeping = true;
        return true;
    }

    /// <summary>The call goes on for that long unless it is heard of again.</summary>
    public void Extend(ulong call, ConnectorId connector, TimeSpan lifetime)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, Key(call, connector));
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry)) entry.ExpiresAt = Now + Seconds(lifetime);
    }

    /// <summary>The call is over: its channel is given back. Nothing happens when it has none.</summary>
    public void Close(ulong call, ConnectorId connector)
    {
        var key = Key(call, connector);
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, key);
        if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry)) return;
        entry.Load!.CloseChannel();
        if (--entry.Calls == 0) _entries.Remove(key);
    }

    /// <summary>An ACK for the call's answer was passed on.</summary>
    public void Acknowledge(ulong call, ConnectorId connector)
    {
        ref var entry = ref CollectionsMarshal.GetValueRefOrNullRef(_entries, Key(call, connector));
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref entry)) entry.IsAcknowledged = true;
    }

    /// <summary>True when an ACK for the call's answer was passed on.</summary>
    public bool IsAcknowledged(ulong call, ConnectorId connector) =>
        _entries.TryGetValue(Key(call, connector), out var entry) && entry.IsAcknowledged;

    /// <summary>Gives back the channels of calls whose time is over.</summary>
    public void Sweep()
    {
        var now = Now;
        foreach (var (key, entry) in _entries)
        {
            if (entry.ExpiresAt > now) continue;
            for (var i = 0; i < entry.Calls; i++) entry.Load!.CloseChannel();
            _entries.Remove(key);
        }
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        Sweep();
        _isSweeping = _entries.Count > 0;
        if (_isSweeping) shard!.Set(this, SweepInterval);
    }

    // The hash of the Call-ID is secret, so nobody can make two calls meet.
    private static ulong Key(ulong call, ConnectorId connector)
    {
        var id = connector.Value;
        var words = MemoryMarshal.Cast<Guid, ulong>(MemoryMarshal.CreateReadOnlySpan(in id, 1));
        return call ^ (words[0] * 0x9E3779B97F4A7C15 + words[1]);
    }

    private static uint Seconds(TimeSpan time) => (uint)time.TotalSeconds;

    private struct Entry
    {
        public TrunkLoad? Load;
        public uint ExpiresAt;
        public byte Calls;
        public bool IsAcknowledged;
    }
}
