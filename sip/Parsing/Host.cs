using System.Buffers;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemConnector.Sip.Parsing;

/// <summary>Host names and addresses (RFC 3261 §25.1 host; underscores are tolerated, as in the field).</summary>
public static class Host
{
    private static readonly SearchValues<byte> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._"u8);

    /// <summary>True for a host name, an IPv4 address, or an IPv6 reference in brackets.</summary>
    public static bool IsValid(ReadOnlySpan<byte> host)
    {
        if (host.IsEmpty) return false;
        if (host[0] == '[') return host[^1] == ']' && TryParseAddress(host, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;
        return !host.ContainsAnyExcept(NameCharacters) && host[0] != '.' && host[0] != '-';
    }

    /// <summary>Reads a literal address; IPv6 with or without brackets. False for a name.</summary>
    public static bool TryParseAddress(ReadOnlySpan<byte> host, out IPAddress address)
    {
        address = IPAddress.None;
        if (host.Length is 0 or > 64) return false;
        if (host[0] == '[')
        {
            if (host[^1] != ']') return false;
            host = host[1..^1];
        }
        else if (!char.IsAsciiDigit((char)host[^1]) && !host.Contains((byte)':'))
        {
            return false; // A name ends in a letter: spare the parser.
        }
        Span<char> text = stackalloc char[64];
        Ascii.ToUtf16(host, text, out var length);
        if (!IPAddress.TryParse(text[..length], out var parsed)) return false;
        // "1" or "10.1" are forms of inet_aton, no addresses of RFC 3261.
        if (parsed.AddressFamily == AddressFamily.InterNetwork && host.Count((byte)'.') != 3) return false;
        address = parsed;
        return true;
    }
}
