namespace SystemConnector.Contracts.Numbers;

/// <summary>An inclusive range of numbers with the same number of digits; it compares within that length only.</summary>
[GenerateSerializer, Immutable, Alias("sc.NumberRange")]
public readonly record struct NumberRange([property: Id(0)] Number Min, [property: Id(1)] Number Max)
{
    /// <summary>How many digits each number of the range has.</summary>
    public int Digits => Min.Length;

    /// <summary>How many numbers the range holds.</summary>
    public long Count => Max.Value - Min.Value + 1;

    /// <summary>True when the number has the range's length and lies between its ends.</summary>
    public bool Contains(Number number) =>
        number.Length == Min.Length && number.IsNumeric && number >= Min && number <= Max;

    /// <summary>True when both hold at least one number in common.</summary>
    public bool Overlaps(NumberRange other) =>
        Digits == other.Digits && Min <= other.Max && other.Min <= Max;

    /// <inheritdoc/>
    public override string ToString() => $"{Min}–{Max}";
}
