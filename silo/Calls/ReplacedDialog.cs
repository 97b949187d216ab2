using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Calls;

/// <summary>The Call-ID of the call that a new one takes the place of (RFC 3891): in Replaces, or in the Replaces that a Refer-To asks for.</summary>
internal static class ReplacedDialog
{
    /// <summary>The longest Call-ID that is read.</summary>
    public const int MaxCallIdLength = 256;

    private static ReadOnlySpan<byte> Parameter => "Replaces="u8;

    /// <summary>From the Replaces header field of an INVITE; empty when there is none.</summary>
    public static ReadOnlySpan<byte> CallId(SipMessage invite)
    {
        var value = invite.Find(HeaderName.Replaces);
        var end = value.IndexOf((byte)';');
        return (end < 0 ? value : value[..end]).TrimEnd(" \t"u8);
    }

    /// <summary>From the headers of a URI, where it is escaped ("?Replaces=a%40b%3Bto-tag%3D1…"); its length, 0 when there is none.</summary>
    public static int CallIdInUri(ReadOnlySpan<byte> headers, Span<byte> destination)
    {
        Span<byte> value = stackalloc byte[2 * MaxCallIdLength];
        while (!headers.IsEmpty)
        {
            headers = headers[1..]; // '?' or '&'
            var end = headers.IndexOf((byte)'&');
            var header = end < 0 ? headers : headers[..end];
            headers = end < 0 ? default : headers[end..];
            if (header.Length < Parameter.Length || !System.Text.Ascii.EqualsIgnoreCase(header[..Parameter.Length], Parameter)) continue;
            var length = SipUri.Unescape(header[Parameter.Length..], value);
            if (length <= 0) return 0;
            var stop = value[..length].IndexOf((byte)';');
            var callId = value[..(stop < 0 ? length : stop)];
            return callId.TryCopyTo(destination) ? callId.Length : 0;
        }
        return 0;
    }
}
