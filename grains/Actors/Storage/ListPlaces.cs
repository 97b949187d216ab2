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

    /// <summary>Local numbers have two values that make them unique, length and symbols, so their pages are written out.</summary>
    public static IQueryable<LocalNumberRow> Page(IQueryable<LocalNumberRow> rows, LocalNumberOrder order, Window window)
    {
        if (window.After is { } after)
        {
            var (owner, number, digits) = (after.Sort, after.Id, after.Id.Length);
            rows = (order, window.Descending) switch
            {
                (LocalNumberOrder.Number, false) => rows.Where(n => n.Digits >= digits && (n.Digits > digits || string.Compare(n.Number, number) > 0)),
                (LocalNumberOrder.Number, true) => rows.Where(n => n.Digits <= digits && (n.Digits < digits || string.Compare(n.Number, number) < 0)),
                (_, false) => rows.Where(n => string.Compare(n.OwnerFolded, owner) >= 0
                    && (string.Compare(n.OwnerFolded, owner) > 0 || n.Digits > digits || (n.Digits == digits && string.Compare(n.Number, number) > 0))),
                (_, true) => rows.Where(n => string.Compare(n.OwnerFolded, owner) <= 0
                    && (string.Compare(n.OwnerFolded, owner) < 0 || n.Digits < digits || (n.Digits == digits && string.Compare(n.Number, number) < 0))),
            };
        }
        var sorted = (order, window.Descending) switch
        {
            (LocalNumberOrder.Number, false) => rows.OrderBy(static n => n.Digits).ThenBy(static n => n.Number),
            (LocalNumberOrder.Number, true) => rows.OrderByDescending(static n => n.Digits).ThenByDescending(static n => n.Number),
            (_, false) => rows.OrderBy(static n => n.OwnerFolded).ThenBy(static n => n.Digits).ThenBy(static n => n.Number),
            (_, true) => rows.OrderByDescending(static n => n.OwnerFolded).ThenByDescending(static n => n.Digits).ThenByDescending(static n => n.Number),
        };
        return sorted.Take(window.First + 1);
    }

    private static Guid Id(ListKey place) => System.Guid.TryParseExact(place.Id, "N", out var id) ? id : default;
}
