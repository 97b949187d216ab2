using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace SystemConnector.Conformance.Tests.Audio;

/// <summary>Files with one channel of 16 bit PCM at <see cref="Tone.SampleRate"/>.</summary>
internal static class WaveFile
{
    private const int HeaderLength = 44;

    /// <summary>Writes the samples.</summary>
    public static void Write(string path, ReadOnlySpan<short> samples)
    {
        var data = MemoryMarshal.AsBytes(samples);
        Span<byte> header = stackalloc byte[HeaderLength];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[4..], HeaderLength - 8 + data.Length);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(header[20..], 1); // PCM
        BinaryPrimitives.WriteInt16LittleEndian(header[22..], 1); // channels
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], Tone.SampleRate);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], Tone.SampleRate * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(header[34..], 8 * sizeof(short));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[40..], data.Length);
        using var file = File.Create(path);
        file.Write(header);
        file.Write(data);
    }

    /// <summary>The samples so far of a file that may still be written, whose header therefore does not know how many there are.</summary>
    public static short[] Read(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        var length = stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        var start = bytes.AsSpan(0, length).IndexOf("data"u8);
        return start < 0 || start + 8 > length ? [] : MemoryMarshal.Cast<byte, short>(bytes.AsSpan((start + 8)..length)).ToArray();
    }
}
