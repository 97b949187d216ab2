using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Calls;

/// <summary>Whether a caller wants to stay unknown, and what then is not told (RFC 3323).</summary>
internal static class CallerPrivacy
{
    /// <summary>The URI of a caller who stays unknown (RFC 3323 §4.1.1.3).</summary>
    public static ReadOnlySpan<byte> AnonymousUri => "sip:anonymous@anonymous.invalid"u8;

    /// <summary>The name of a caller who stays unknown.</summary>
    public static ReadOnlySpan<byte> AnonymousName => "\"Anonymous\""u8;

    /// <summary>The user part of a caller who stays unknown.</summary>
    public static ReadOnlySpan<byte> AnonymousUser => "anonymous"u8;

    /// <summary>True when the sender asks that its identity, or what else tells of it, is kept back from those who are not trusted with it.</summary>
    public static bool IsRequested(SipMessage message)
    {
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name != HeaderName.Privacy) continue;
            var rest = message[field.Value];
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOfAny((byte)';', (byte)',');
                var value = (end < 0 ? rest : rest[..end]).Trim(" \t"u8);
                rest = end < 0 ? default : rest[(end + 1)..];
                if (Ascii.EqualsIgnoreCase(value, "id"u8) || Ascii.EqualsIgnoreCase(value, "user"u8) || Ascii.EqualsIgnoreCase(value, "header"u8)) return true;
            }
        }
        return false;
    }

    /// <summary>True for a URI that names nobody.</summary>
    public static bool IsAnonymous(ReadOnlySpan<byte> uri) =>
        SipUri.TryParse(uri, out var parsed)
        && (Ascii.EqualsIgnoreCase(parsed.User, AnonymousUser) || Ascii.EqualsIgnoreCase(parsed.Host, "anonymous.invalid"u8));

    /// <summary>True for a header field that may tell who the sender is (RFC 3323 §4.1, table 1); what tells of its addresses never passes us.</summary>
    public static bool Hides(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => (name[0] | 0x20) == 's',
        7 => Ascii.EqualsIgnoreCase(name, "Subject"u8),
        8 => Ascii.EqualsIgnoreCase(name, "Reply-To"u8),
        9 => Ascii.EqualsIgnoreCase(name, "Call-Info"u8),
        10 => Ascii.EqualsIgnoreCase(name, "User-Agent"u8),
        11 => Ascii.EqualsIgnoreCase(name, "In-Reply-To"u8),
        12 => Ascii.EqualsIgnoreCase(name, "Organization"u8),
        _ => false,
    };
}
