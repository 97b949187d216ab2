using System.Text;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Messages;

/// <summary>A sip or sips URI taken apart (RFC 3261 §19.1); offsets are those of the span that was parsed.</summary>
public readonly ref struct SipUri
{
    private readonly ReadOnlySpan<byte> _text;

    private SipUri(ReadOnlySpan<byte> text, bool isSecure, Slice user, Slice host, ushort port, Slice parameters, Slice headers)
    {
        _text = text;
        IsSecure = isSecure;
        UserSlice = user;
        HostSlice = host;
        Port = port;
        ParametersSlice = parameters;
        HeadersSlice = headers;
    }

    /// <summary>True for "sips".</summary>
    public bool IsSecure { get; }

    /// <summary>Where the user part lies, password included.</summary>
    public Slice UserSlice { get; }

    /// <summary>Where the host lies, brackets of IPv6 included.</summary>
    public Slice HostSlice { get; }

    /// <summary>The port; 0 when absent.</summary>
    public ushort Port { get; }

    private Slice ParametersSlice { get; }

    private Slice HeadersSlice { get; }

    /// <summary>The user part as written (escapes included) without a password; empty when absent.</summary>
    public ReadOnlySpan<byte> User
    {
        get
        {
            var user = _text.Slice(UserSlice.Start, UserSlice.Length);
            var colon = user.IndexOf((byte)':');
            return colon < 0 ? user : user[..colon];
        }
    }

    /// <summary>The host as written.</summary>
    public ReadOnlySpan<byte> Host => _text.Slice(HostSlice.Start, HostSlice.Length);

    /// <summary>The parameters from the first ';' on; empty when there are none.</summary>
    public ReadOnlySpan<byte> Parameters => _text.Slice(ParametersSlice.Start, ParametersSlice.Length);

    /// <summary>The headers from '?' on; empty when there are none.</summary>
    public ReadOnlySpan<byte> Headers => _text.Slice(HeadersSlice.Start, HeadersSlice.Length);

    /// <summary>True when the URI's scheme is sip or sips.</summary>
    public static bool HasSipScheme(ReadOnlySpan<byte> uri) =>
        uri.Length > 4 && (Ascii.EqualsIgnoreCase(uri[..4], "sip:"u8) || Ascii.EqualsIgnoreCase(uri[..5], "sips:"u8));

    /// <summary>Parses a sip or sips URI; false for another scheme or a malformed one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out SipUri uri)
    {
        uri = default;
        if (!HasSipScheme(text)) return false;
        var secure = text[3] is (byte)'s' or (byte)'S';
        var position = secure ? 5 : 4;

        // A '@' can only end the user part: hosts, parameters and headers escape it (RFC 3261 §25.1).
        var at = text[position..].IndexOf((byte)'@');
        var user = default(Slice);
        if (at == 0) return false;
        if (at > 0)
        {
            user = new Slice(position, at);
            position += at + 1;
        }

        var rest = text[position..];
        var hostLength = rest.Length > 0 && rest[0] == '['
            ? rest.IndexOf((byte)']') + 1
            : rest.IndexOfAny((byte)':', (byte)';', (byte)'?') is var end and >= 0 ? end : rest.Length;
        if (!Parsing.Host.IsValid(rest[..hostLength])) return false;
        var host = new Slice(position, hostLength);
        position += hostLength;

        uint port = 0;
        if (position < text.Length && text[position] == ':')
        {
            var start = ++position;
            while (position < text.Length && char.IsAsciiDigit((char)text[position])) position++;
            if (!Token.TryParseUInt(text[start..position], 65535, out port) || port == 0) return false;
        }

        var headersAt = text[position..].IndexOf((byte)'?');
        var parametersEnd = headersAt < 0 ? text.Length : position + headersAt;
        if (position < parametersEnd && text[position] != ';') return false;
        uri = new SipUri(text, secure, user, host, (ushort)port,
            new Slice(position, parametersEnd - position), new Slice(parametersEnd, text.Length - parametersEnd));
        return true;
    }

    /// <summary>The value of a URI parameter; false when it is absent. A flag has an empty value.</summary>
    public bool TryGetParameter(ReadOnlySpan<byte> name, out ReadOnlySpan<byte> value)
    {
        var rest = Parameters;
        while (!rest.IsEmpty)
        {
            rest = rest[1..];
            var end = rest.IndexOf((byte)';');
            var parameter = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[end..];
            var equals = parameter.IndexOf((byte)'=');
            var key = equals < 0 ? parameter : parameter[..equals];
            if (!Ascii.EqualsIgnoreCase(key, name)) continue;
            value = equals < 0 ? default : parameter[(equals + 1)..];
            return true;
        }
        value = default;
        return false;
    }

    /// <summary>Undoes %-escapes (RFC 3261 §19.1.2); returns the length, -1 when an escape is malformed or there is no room.</summary>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> destination)
    {
        var length = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (length == destination.Length) return -1;
            if (text[i] != '%')
            {
                destination[length++] = text[i];
                continue;
            }
            if (i + 2 >= text.Length) return -1;
            var high = HexValue(text[i + 1]);
            var low = HexValue(text[i + 2]);
            if (high < 0 || low < 0) return -1;
            destination[length++] = (byte)(high << 4 | low);
            i += 2;
        }
        return length;
    }

    private static int HexValue(byte b) => b switch
    {
        >= (byte)'0' and <= (byte)'9' => b - '0',
        >= (byte)'a' and <= (byte)'f' => b - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' => b - 'A' + 10,
        _ => -1,
    };
}
