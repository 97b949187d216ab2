namespace SystemConnector.Contracts.Numbers;

/// <summary>
/// A dialled or configured number: 1–15 of the symbols 0–9, '*' and '#', where leading zeros count.
/// Packed into 64 bits, so that the routing path compares and hashes it without a string.
/// </summary>
/// <remarks>Four bits a symbol from the highest downwards, the length in the lowest four.</remarks>
[GenerateSerializer, Immutable, Alias("sc.Number")]
public readonly record struct Number : IComparable<Number>
{
    /// <summary>The most symbols that a number has (E.164 §6.1).</summary>
    public const int MaxLength = 15;

    [Id(0)] private readonly ulong _packed;

    private Number(ulong packed) => _packed = packed;

    /// <summary>How many symbols; 0 for the default value, which is no number.</summary>
    public int Length => (int)(_packed & 0xF);

    /// <summary>True when every symbol is a digit, so that the number can lie in a range.</summary>
    public bool IsNumeric
    {
        get
        {
            for (var i = 0; i < Length; i++)
                if (Symbol(i) > 9) return false;
            return Length > 0;
        }
    }

    /// <summary>The digits as a value; only for a number that <see cref="IsNumeric"/>.</summary>
    public long Value
    {
        get
        {
            long value = 0;
            for (var i = 0; i < Length; i++) value = value * 10 + Symbol(i);
            return value;
        }
    }

    /// <summary>The number of <paramref name="length"/> digits with that value, padded with leading zeros.</summary>
    public static Number FromValue(long value, int length)
    {
        ulong packed = (uint)length;
        for (var i = length - 1; i >= 0; i--, value /= 10) packed |= (ulong)(value % 10) << Shift(i);
        return new Number(packed);
    }

    /// <summary>Reads a number as configured: symbols only.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Number number)
    {
        number = default;
        if (text.Length is 0 or > MaxLength) return false;
        ulong packed = (uint)text.Length;
        for (var i = 0; i < text.Length; i++)
        {
            if (!TrySymbol(text[i], out var symbol)) return false;
            packed |= symbol << Shift(i);
        }
        number = new Number(packed);
        return true;
    }

    /// <summary>
    /// Reads a dialled user part: visual separators ("-", ".", "(", ")", a blank; RFC 3966 §5.1.1) are dropped,
    /// and what follows ';' are parameters.
    /// </summary>
    public static bool TryParseDialled(ReadOnlySpan<byte> user, out Number number)
    {
        number = default;
        ulong packed = 0;
        var length = 0;
        foreach (var b in user)
        {
            if (b == ';') break;
            if (b is (byte)'-' or (byte)'.' or (byte)'(' or (byte)')' or (byte)' ') continue;
            if (length == MaxLength || !TrySymbol((char)b, out var symbol)) return false;
            packed |= symbol << Shift(length++);
        }
        if (length == 0) return false;
        number = new Number(packed | (uint)length);
        return true;
    }

    /// <summary>Reads a number that is known to be well-formed.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Number Parse(string text) =>
        TryParse(text, out var number) ? number : throw new FormatException($"'{text}' is not a number of 1 to 15 symbols.");

    /// <summary>Writes the symbols as ASCII; returns how many.</summary>
    public int Write(Span<byte> destination)
    {
        for (var i = 0; i < Length; i++) destination[i] = (byte)Glyph(i);
        return Length;
    }

    /// <summary>Shorter first, then symbol by symbol.</summary>
    public int CompareTo(Number other) =>
        Length != other.Length ? Length.CompareTo(other.Length) : _packed.CompareTo(other._packed);

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(Length, this, static (span, number) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = number.Glyph(i);
        });

    /// <inheritdoc/>
    public bool Equals(Number other) => _packed == other._packed;

    /// <inheritdoc/>
    public override int GetHashCode() => (_packed * 0x9E3779B97F4A7C15UL >> 32).GetHashCode();

    private static int Shift(int index) => 60 - 4 * index;

    private uint Symbol(int index) => (uint)(_packed >> Shift(index)) & 0xF;

    private char Glyph(int index) => "0123456789*#"[(int)Symbol(index)];

    private static bool TrySymbol(char glyph, out ulong symbol)
    {
        symbol = glyph switch { '*' => 10, '#' => 11, _ => (uint)(glyph - '0') };
        return symbol <= 11 && (glyph is '*' or '#' || symbol <= 9);
    }

    public static bool operator <(Number left, Number right) => left.CompareTo(right) < 0;

    public static bool operator >(Number left, Number right) => left.CompareTo(right) > 0;

    public static bool operator <=(Number left, Number right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Number left, Number right) => left.CompareTo(right) >= 0;
}
