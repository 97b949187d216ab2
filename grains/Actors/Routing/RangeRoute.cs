using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Routing;

/// <summary>Numbers that a connector reaches, and how they are written on the way out.</summary>
public sealed class RangeRoute
{
    internal RangeRoute(ConnectorRoute connector, RangeSource source)
    {
        Connector = connector;
        Id = source.Id;
        Numbers = source.Numbers;
        StripDigits = source.StripDigits;
        PrependDigits = source.PrependDigits;
    }

    /// <summary>Names the range.</summary>
    public RangeId Id { get; }

    /// <summary>The connector.</summary>
    public ConnectorRoute Connector { get; }

    /// <summary>The numbers.</summary>
    public NumberRange Numbers { get; }

    /// <summary>How many leading digits are cut off before the number is sent.</summary>
    public int StripDigits { get; }

    /// <summary>Symbols put before the number when it is sent.</summary>
    public string PrependDigits { get; }

    /// <summary>
    /// Writes the number as the far side is to get it: stripped, then prepended, in ASCII.
    /// Returns how many bytes were written, at most <see cref="Number.MaxLength"/>.
    /// </summary>
    public int WriteNumber(Number dialled, Span<byte> destination)
    {
        Span<byte> digits = stackalloc byte[Number.MaxLength];
        var kept = digits[..dialled.Write(digits)][StripDigits..];
        for (var i = 0; i < PrependDigits.Length; i++) destination[i] = (byte)PrependDigits[i];
        kept.CopyTo(destination[PrependDigits.Length..]);
        return PrependDigits.Length + kept.Length;
    }

    /// <summary>
    /// The number that is dialled here for what the far side writes so: <see cref="WriteNumber"/> undone. False when it is none of the range.
    /// Cut off are the digits with which the range begins; of a range whose numbers begin differently, those that begin like its first.
    /// </summary>
    public bool TryReadNumber(Number written, out Number dialled)
    {
        dialled = default;
        Span<byte> symbols = stackalloc byte[Number.MaxLength];
        var kept = symbols[..written.Write(symbols)];
        foreach (var prepended in PrependDigits)
        {
            if (kept.IsEmpty || kept[0] != prepended) return false;
            kept = kept[1..];
        }
        if (StripDigits + kept.Length != Numbers.Digits) return false;
        Span<byte> whole = stackalloc byte[Number.MaxLength];
        Numbers.Min.Write(whole);
        kept.CopyTo(whole[StripDigits..]);
        return Number.TryParseDialled(whole[..Numbers.Digits], out dialled) && Numbers.Contains(dialled);
    }
}

/// <summary>What a <see cref="RangeRoute"/> is made of.</summary>
internal readonly record struct RangeSource(RangeId Id, NumberRange Numbers, int StripDigits, string PrependDigits);
