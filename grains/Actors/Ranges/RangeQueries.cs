using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Ranges;

/// <summary>Finds ranges by the numbers in them, in the database. Texts of the same length compare as their numbers do, whatever its order of symbols is.</summary>
internal static class RangeQueries
{
    /// <summary>Ranges of a site that have a number in common with that one.</summary>
    public static IQueryable<ExtensionRangeRow> Overlapping(ConnectorDb db, Guid site, NumberRange numbers)
    {
        var (digits, min, max) = (numbers.Digits, numbers.Min.ToString(), numbers.Max.ToString());
        return OfSite(db, site).Where(r => r.Digits == digits && string.Compare(r.Max, min) >= 0 && string.Compare(r.Min, max) <= 0);
    }

    /// <summary>Ranges of a site that hold the number, or numbers that it begins.</summary>
    public static IQueryable<ExtensionRangeRow> Touched(ConnectorDb db, Guid site, Number number)
    {
        var (digits, text) = (number.Length, number.ToString());
        return OfSite(db, site).Where(r => r.Digits >= digits
            && string.Compare(r.Min.Substring(0, digits), text) <= 0 && string.Compare(r.Max.Substring(0, digits), text) >= 0);
    }

    private static IQueryable<ExtensionRangeRow> OfSite(ConnectorDb db, Guid site) =>
        db.ExtensionRanges.Where(r => db.Connectors.Any(c => c.Id == r.ConnectorId && c.SiteId == site));
}
