using SystemConnector.Contracts.Numbers;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Calls;

/// <summary>The number that a request is for: the user part of its Request-URI.</summary>
internal static class DialledNumber
{
    /// <summary>Reads it; false when the user part is no number.</summary>
    public static bool TryRead(SipMessage request, out Number number)
    {
        number = default;
        return SipUri.TryParse(request[request.RequestUri], out var uri) && TryRead(uri.User, out number);
    }

    /// <summary>Reads the number that a user part is; false when it is none.</summary>
    public static bool TryRead(ReadOnlySpan<byte> user, out Number number)
    {
        number = default;
        if (user.IndexOf((byte)'%') < 0) return Number.TryParseDialled(user, out number);
        Span<byte> plain = stackalloc byte[64];
        var length = SipUri.Unescape(user, plain);
        return length > 0 && Number.TryParseDialled(plain[..length], out number);
    }
}
