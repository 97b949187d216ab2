using System.Buffers;
using System.Text;

namespace SystemConnector.Silo.Trunks;

/// <summary>Usernames in URIs.</summary>
internal static class SipUserPart
{
    // unreserved and user-unreserved of RFC 3261 §25.1
    private static readonly SearchValues<byte> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.!~*'()&=+$,;?/"u8);

    /// <summary>The user part that stands for that text: what may not stand there is escaped.</summary>
    public static byte[] Escape(string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        if (!plain.AsSpan().ContainsAnyExcept(Allowed)) return plain;
        var escaped = new List<byte>(plain.Length * 2);
        foreach (var b in plain)
        {
            if (Allowed.Contains(b)) escaped.Add(b);
            else escaped.AddRange([(byte)'%', HexDigit(b >> 4), HexDigit(b & 0xF)]);
        }
        return [.. escaped];
    }

    private static byte HexDigit(int value) => "0123456789ABCDEF"u8[value];
}
