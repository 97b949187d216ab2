using System.Text;

namespace SystemConnector.Silo.Registrations;

/// <summary>What a device says of itself, as text that every database takes: PostgreSQL has no NUL in a text, and nobody wants to read the others.</summary>
internal static class DeviceText
{
    /// <summary>The text, at most so many bytes of it, with a space for each control character.</summary>
    public static string Of(ReadOnlySpan<byte> value, int most = int.MaxValue)
    {
        var text = Encoding.UTF8.GetString(value[..Math.Min(value.Length, most)]);
        return text.Any(char.IsControl) ? string.Create(text.Length, text, Clean) : text;
    }

    private static void Clean(Span<char> clean, string text)
    {
        for (var i = 0; i < text.Length; i++) clean[i] = char.IsControl(text[i]) ? ' ' : text[i];
    }
}
