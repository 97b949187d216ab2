using System.Buffers.Binary;
using System.Buffers.Text;

namespace SystemConnector.Contracts.Events;

/// <summary>A place in the cluster's log of events: behind the event of that sequence in the life of a sequencer that the epoch names.</summary>
[GenerateSerializer, Immutable, Alias("sc.EventCursor")]
public readonly record struct EventCursor([property: Id(0)] Guid Epoch, [property: Id(1)] long Sequence)
{
    private const int Length = 24;

    /// <summary>The cursor as clients get it: opaque, 32 characters.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Epoch.TryWriteBytes(bytes);
        BinaryPrimitives.WriteInt64BigEndian(bytes[16..], Sequence);
        return Base64Url.EncodeToString(bytes);
    }

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    public static bool TryParse(string text, out EventCursor cursor)
    {
        cursor = default;
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length != 32 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length) || length != Length) return false;
        cursor = new EventCursor(new Guid(bytes[..16]), BinaryPrimitives.ReadInt64BigEndian(bytes[16..]));
        return cursor.Sequence >= 0;
    }
}
