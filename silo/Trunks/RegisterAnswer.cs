using System.Buffers.Text;
using System.Text;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Trunks;

/// <summary>What a final response to a REGISTER says, taken out of the message before its buffer is used again.</summary>
/// <param name="Status">The status.</param>
/// <param name="Challenge">The strongest challenge of a 401 or 407 that we can answer.</param>
/// <param name="Expires">How many seconds our binding lives; null when nothing was said.</param>
/// <param name="MinExpires">Min-Expires of a 423.</param>
/// <param name="RetryAfter">Retry-After in seconds.</param>
internal sealed record RegisterAnswer(int Status, DigestChallenge? Challenge, uint? Expires, uint? MinExpires, uint? RetryAfter)
{
    /// <summary>Reads the response to a REGISTER that had that Contact URI.</summary>
    public static RegisterAnswer Of(SipMessage response, ReadOnlySpan<byte> contactUri) => new(
        response.Status,
        response.Status is 401 or 407 ? DigestChallenge.Strongest(response) : null,
        response.Status < 300 ? ExpiresOf(response, contactUri) : null,
        Seconds(response.Find(HeaderName.MinExpires)),
        Seconds(response.Find(HeaderName.RetryAfter)));

    /// <summary>
    /// The expires parameter of our own Contact (RFC 3261 §10.3 step 8), else Expires, else the soonest of the Contacts there are:
    /// registrars that mend what NAT did hand another address back than the one that we sent.
    /// </summary>
    private static uint? ExpiresOf(SipMessage response, ReadOnlySpan<byte> contactUri)
    {
        uint? soonest = null;
        foreach (ref readonly var field in response.Fields)
        {
            if (field.Name != HeaderName.Contact) continue;
            foreach (var value in HeaderValues.Of(response, field))
            {
                if (!NameAddressParser.TryParse(response, value, out var contact) || ExpiresParameter(response[contact.Parameters]) is not { } seconds) continue;
                if (IsSame(response[contact.Uri], contactUri)) return seconds;
                soonest = Math.Min(seconds, soonest ?? uint.MaxValue);
            }
        }
        return Seconds(response.Find(HeaderName.Expires)) ?? soonest;
    }

    private static bool IsSame(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right) =>
        SipUri.TryParse(left, out var a) && SipUri.TryParse(right, out var b)
        && a.User.SequenceEqual(b.User) && Ascii.EqualsIgnoreCase(a.Host, b.Host) && a.Port == b.Port;

    private static uint? ExpiresParameter(ReadOnlySpan<byte> parameters) =>
        ParameterValue.TryFind(parameters, "expires"u8, out var value) ? Seconds(value) : null;

    /// <summary>The number in front; Retry-After may have a comment or parameters behind it.</summary>
    private static uint? Seconds(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text.Trim(" \t\""u8), out uint seconds, out _) ? seconds : null;
}
