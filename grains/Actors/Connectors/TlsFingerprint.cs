namespace SystemConnector.Grains.Connectors;

/// <summary>SHA-256 of a certificate as people paste it: hexadecimal, in either case, with or without colons.</summary>
internal static class TlsFingerprint
{
    private const int Digits = 64;

    /// <summary>True for 32 octets.</summary>
    public static bool IsValid(string text) => Normalize(text) is { Length: Digits } digits && digits.All(char.IsAsciiHexDigit);

    /// <summary>Lower-case digits without anything between; null when nothing was given.</summary>
    public static string? Normalize(string? text) =>
        string.IsNullOrWhiteSpace(text) ? null : text.Trim().Replace(":", "", StringComparison.Ordinal).ToLowerInvariant();
}
