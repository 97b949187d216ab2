namespace SystemConnector.Silo.Options;

/// <summary>How far two words are apart: how many letters to insert, delete or exchange (Levenshtein), whatever their case.</summary>
internal static class EditDistance
{
    public static int Between(string from, string to)
    {
        // One row of the table at a time: row[j] is the distance of the letters of "from" so far to the first j of "to".
        var row = Enumerable.Range(0, to.Length + 1).ToArray();
        for (var i = 1; i <= from.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= to.Length; j++)
            {
                var exchange = char.ToLowerInvariant(from[i - 1]) == char.ToLowerInvariant(to[j - 1]) ? 0 : 1;
                var distance = Math.Min(diagonal + exchange, 1 + Math.Min(row[j], row[j - 1]));
                diagonal = row[j];
                row[j] = distance;
            }
        }
        return row[to.Length];
    }
}
