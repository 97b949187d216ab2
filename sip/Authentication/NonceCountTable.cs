using System.Numerics;
using System.Runtime.CompilerServices;

namespace SystemConnector.Sip.Authentication;

/// <summary>What a nonce count's use was.</summary>
internal enum NonceCountUse : byte
{
    First,
    Again,

    /// <summary>There is no room to remember it.</summary>
    Full,
}

/// <summary>An open-addressing table from nonces to the counts seen of them; grows by doubling up to its capacity, never shrinks.</summary>
internal sealed class NonceCountTable(int capacity)
{
    private Entry[] _entries = new Entry[16];
    private int _count;

    /// <summary>The nonce's entry; a null reference when it is not there.</summary>
    public ref Entry Find(ulong nonceId, ulong hash)
    {
        if (_count == 0) return ref Unsafe.NullRef<Entry>();
        ref var entry = ref Slot(_entries, nonceId, hash);
        return ref entry.NonceId == nonceId ? ref entry : ref Unsafe.NullRef<Entry>();
    }

    /// <summary>The nonce's entry, new when it was not there; a null reference when the table is full.</summary>
    public ref Entry FindOrAdd(ulong nonceId, ulong hash)
    {
        ref var entry = ref Slot(_entries, nonceId, hash);
        if (entry.NonceId == nonceId) return ref entry;
        if (_count == capacity) return ref Unsafe.NullRef<Entry>();
        if (2 * (_count + 1) > _entries.Length)
        {
            Grow();
            entry = ref Slot(_entries, nonceId, hash);
        }
        entry.NonceId = nonceId;
        entry.Hash = hash;
        _count++;
        return ref entry;
    }

    public void Clear()
    {
        if (_count > 0) Array.Clear(_entries);
        _count = 0;
    }

    private void Grow()
    {
        var larger = new Entry[_entries.Length * 2];
        foreach (ref readonly var entry in _entries.AsSpan())
            if (entry.NonceId != 0) Slot(larger, entry.NonceId, entry.Hash) = entry;
        _entries = larger;
    }

    /// <summary>The slot of the nonce or the free one where it belongs; at most half of the slots are ever taken.</summary>
    private static ref Entry Slot(Entry[] entries, ulong nonceId, ulong hash)
    {
        var mask = entries.Length - 1;
        var index = (int)(hash >> (64 - BitOperations.Log2((uint)entries.Length)));
        while (entries[index].NonceId != 0 && entries[index].NonceId != nonceId) index = (index + 1) & mask;
        return ref entries[index];
    }

    /// <summary>The counts seen of one nonce: the highest, and which of the 64 up to it.</summary>
    internal struct Entry
    {
        public ulong NonceId;
        public ulong Hash;
        private ulong _seen;
        private uint _highest;

        /// <summary>True the first time; false for a count seen before, too far below the highest, or 0, which is none.</summary>
        public bool Use(uint count)
        {
            if (count == 0) return false;
            if (count > _highest)
            {
                var step = count - _highest;
                _seen = step < 64 ? _seen << (int)step | 1 : 1;
                _highest = count;
                return true;
            }
            var below = _highest - count;
            if (below >= 64 || (_seen >> (int)below & 1) != 0) return false;
            _seen |= 1UL << (int)below;
            return true;
        }
    }
}
