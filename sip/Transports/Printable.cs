namespace SystemConnector.Sip.Transports;

/// <summary>Text that a peer may have written, made fit to be shown: printable ASCII of bounded length.</summary>
internal static class Printable
{
    private const int Longest = 160;

    /// <summary>The text with everything else replaced, cut off where it is too long.</summary>
    public static string Of(string text) => string.Create(Math.Min(text.Length, Longest), text, static (target, source) =>
    {
        for (var i = 0; i < target.Length; i++) target[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
    });
}
