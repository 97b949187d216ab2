using System.Globalization;
using SystemConnector.Contracts.Lists;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Storage;

/// <summary>Reads places in lists back into the values by which the database sorts. One that is none of ours stands before everything.</summary>
internal static class ListPlaces
{
    public static ListKey Of(string sort, Guid id) => new(sort, id.ToString("N"));

    public static (string Sort, Guid Id)? TextAndGuid(ListKey? key) => key is { } place ? (place.Sort, Id(place)) : null;

    public static (int Sort, Guid Id)? NumberAndGuid(ListKey? key) =>
        key is { } place ? (int.TryParse(place.Sort, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var sort) ? sort : 0, Id(place)) : null;

    public static Guid? Guid(ListKey? key) => key is { } place ? Id(place) : null;

    /// <summary>
    /// The queries that give, one after the other, the local numbers behind a place, sorted. Each of them is one stretch of an index: where
    /// the values of a place stand in one condition, with an or, the database begins at the first number that has the length of the place's.
    /// </summary>
    public static IEnumerable<IQueryable<LocalNumberRow>> Walks(IQueryable<LocalNumberRow> rows, LocalNumberOrder order, Window window) =>
        Behind(rows, order, window.After, window.Descending).Select(walk => Sorted(walk, order, window.Descending));

    private static IEnumerable<IQueryable<LocalNumberRow>> Behind(IQueryable<LocalNumberRow> rows, LocalNumberOrder order, ListKey? place, bool descending)
    {
        if (place is not { Sort: var owner, Id: var number }) return [rows];
        var digits = number.Length;
        var among = order == LocalNumberOrder.Owner ? rows.Where(n => n.OwnerFolded == owner) : rows;
        var ofLength = among.Where(n => n.Digits == digits);
        IQueryable<LocalNumberRow>[] numbers = descending
            ? [ofLength.Where(n => string.Compare(n.Number, number) < 0), among.Where(n => n.Digits < digits)]
            : [ofLength.Where(n => string.Compare(n.Number, number) > 0), among.Where(n => n.Digits > digits)];
        return order == LocalNumberOrder.Number ? numbers
            : [.. numbers, descending ? rows.Where(n => string.Compare(n.OwnerFolded, owner) < 0) : rows.Where(n => string.Compare(n.OwnerFolded, owner) > 0)];
    }

    private static IQueryable<LocalNumberRow> Sorted(IQueryable<LocalNumberRow> rows, LocalNumberOrder order, bool descending) => (order, descending) switch
    {
        (LocalNumberOrder.Number, false) => rows.OrderBy(static n => n.Digits).ThenBy(static n => n.Number),
        (LocalNumberOrder.Number, true) => rows.OrderByDescending(static n => n.Digits).ThenByDescending(static n => n.Number),
        (_, false) => rows.OrderBy(static n => n.OwnerFolded).ThenBy(static n => n.Digits).ThenBy(static n => n.Number),
        (_, true) => rows.OrderByDescending(static n => n.OwnerFolded).ThenByDescending(static n => n.Digits).ThenByDescending(static n => n.Number),
    };

    private static Guid Id(ListKey place) => System.Guid.TryParseExact(place.Id, "N", out var id) ? id : default;
}
