using System.Collections.Immutable;
using System.Globalization;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Ranges;

/// <summary>The order of a range's conflicts, and where a page of them begins. A key finds its place although the conflict is gone.</summary>
internal static class ConflictOrder
{
    public static int Compare(Conflict left, Conflict right) => PlaceOf(left).CompareTo(PlaceOf(right));

    /// <summary>The index of the first conflict behind a key; 0 for what is no key.</summary>
    public static int FirstBehind(ImmutableArray<Conflict> sorted, string key)
    {
        if (Read(key) is not { } place) return 0;
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (PlaceOf(sorted[middle]).CompareTo(place) > 0) high = middle;
            else low = middle + 1;
        }
        return low;
    }

    private static Place PlaceOf(Conflict conflict) => new(conflict.Numbers.Min, (int)conflict.Kind, conflict.Text);

    private static Place? Read(string key) =>
        key.Split(' ', 3) is [var min, var kind, var text] && Number.TryParse(min, out var number)
            && int.TryParse(kind, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? new Place(number, value, text) : null;

    private readonly record struct Place(Number Number, int Kind, string Text) : IComparable<Place>
    {
        public int CompareTo(Place other)
        {
            var byNumber = Number.CompareTo(other.Number);
            if (byNumber != 0) return byNumber;
            var byKind = Kind.CompareTo(other.Kind);
            return byKind != 0 ? byKind : string.CompareOrdinal(Text, other.Text);
        }
    }
}
