using System.Buffers;

namespace SystemConnector.Sip.Parsing;

/// <summary>Character classes of RFC 3261 §25.1.</summary>
internal static class Token
{
    private static readonly SearchValues<byte> Characters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~"u8);

    /// <summary>True when the span is a token: one or more token characters.</summary>
    public static bool Is(ReadOnlySpan<byte> span) => span.Length > 0 && !span.ContainsAnyExcept(Characters);

    /// <summary>True for a blank or tab.</summary>
    public static bool IsWhite(byte b) => b is (byte)' ' or (byte)'\t';

    /// <summary>Reads an unsigned decimal number up to a bound; false for anything else, the empty span included.</summary>
    public static bool TryParseUInt(ReadOnlySpan<byte> digits, uint max, out uint value)
    {
        value = 0;
        if (digits.IsEmpty) return false;
        ulong sum = 0;
        foreach (var b in digits)
        {
            var digit = (uint)(b - '0');
            if (digit > 9) return false;
            sum = sum * 10 + digit;
            if (sum > max) return false;
        }
        value = (uint)sum;
        return true;
    }
}
