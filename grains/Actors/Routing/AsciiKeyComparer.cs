namespace SystemConnector.Grains.Routing;

/// <summary>
/// Compares keys of a dictionary with the bytes of a message, so that the path of a call looks up a name
/// without making a string of it. Case is ignored for letters of ASCII only.
/// </summary>
internal sealed class AsciiKeyComparer : IEqualityComparer<string>, IAlternateEqualityComparer<ReadOnlySpan<byte>, string>
{
    public static readonly AsciiKeyComparer CaseSensitive = new(ignoreCase: false);
    public static readonly AsciiKeyComparer IgnoreCase = new(ignoreCase: true);

    private readonly bool _ignoreCase;

    private AsciiKeyComparer(bool ignoreCase) => _ignoreCase = ignoreCase;

    public bool Equals(string? x, string? y) =>
        string.Equals(x, y, _ignoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal);

    public bool Equals(ReadOnlySpan<byte> alternate, string other)
    {
        if (alternate.Length != other.Length) return false;
        for (var i = 0; i < alternate.Length; i++)
            if (Fold(alternate[i]) != Fold(other[i])) return false;
        return true;
    }

    public int GetHashCode(string obj)
    {
        var hash = Seed;
        foreach (var c in obj) hash = Mix(hash, Fold(c));
        return (int)hash;
    }

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var hash = Seed;
        foreach (var b in alternate) hash = Mix(hash, Fold(b));
        return (int)hash;
    }

    public string Create(ReadOnlySpan<byte> alternate) => System.Text.Encoding.ASCII.GetString(alternate);

    // FNV-1a: only administrators add keys, so nobody can flood the table with collisions.
    private const uint Seed = 2166136261;

    private static uint Mix(uint hash, uint c) => (hash ^ c) * 16777619;

    private uint Fold(uint c) => _ignoreCase && c is >= 'A' and <= 'Z' ? c | 0x20 : c;
}
