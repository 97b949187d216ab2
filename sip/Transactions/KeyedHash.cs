using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// A hash with secret seeds, so that nobody outside can make keys collide. 128 bits of it stand for a transaction's key:
/// two of 10^9 live transactions meet with a chance of 10^-20.
/// </summary>
internal static class KeyedHash
{
    private static readonly ulong SeedA = Random(), SeedB = Random(), SeedC = Random();

    /// <summary>128 bits over a sequence of parts.</summary>
    public ref struct Builder
    {
        private ulong _a = SeedA, _b = SeedB;

        public Builder()
        {
        }

        /// <summary>Adds a part; parts are told apart by their length.</summary>
        public void Add(scoped ReadOnlySpan<byte> part)
        {
            _a = Compute(part, _a);
            _b = Compute(part, _b);
        }

        /// <summary>Adds a number.</summary>
        public void Add(ulong part)
        {
            _a = Mix(_a ^ part, 0x9E3779B97F4A7C15);
            _b = Mix(_b ^ part, 0xD6E8FEB86659FD93);
        }

        public readonly UInt128 Value => new(_a, _b);
    }

    /// <summary>64 bits.</summary>
    public static ulong Of(ReadOnlySpan<byte> text) => Compute(text, SeedC);

    /// <summary>32 bits, to choose a shard.</summary>
    public static uint Shard(ReadOnlySpan<byte> text) => (uint)(Of(text) >> 32);

    private static ulong Compute(ReadOnlySpan<byte> text, ulong seed)
    {
        var hash = seed ^ (ulong)text.Length * 0xA0761D6478BD642F;
        while (text.Length >= 8)
        {
            hash = Mix(hash ^ MemoryMarshal.Read<ulong>(text), 0xE7037ED1A0B428DB);
            text = text[8..];
        }
        ulong tail = 0;
        foreach (var b in text) tail = tail << 8 | b;
        return Mix(hash ^ tail, 0x8EBC6AF09C88C6E3 ^ seed);
    }

    private static ulong Mix(ulong a, ulong b) => Math.BigMul(a, b, out var low) ^ low;

    private static ulong Random() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)) | 1;
}
