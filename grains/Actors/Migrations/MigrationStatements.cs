using System.Text;
using Microsoft.EntityFrameworkCore;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Migrations;

/// <summary>
/// The statements that write many rows at once, past the change tracker: a migration of 10,000 numbers is laid upon the others by one of them.
/// The migration's own rows, which say the same in sum, are written by way of it.
/// </summary>
internal static class MigrationStatements
{
    /// <summary>Rows per statement: 4 parameters each, of which SQLite takes 32,766.</summary>
    private const int Chunk = 1_000;

    /// <summary>Writes the numbers of a plan.</summary>
    public static async Task InsertNumbers(ConnectorDb db, Guid migration, IReadOnlyList<PlannedNumber> numbers)
    {
        for (var start = 0; start < numbers.Count; start += Chunk)
        {
            var sql = new StringBuilder("INSERT INTO migration_number (migration_id, position, number, precedence, wave) VALUES ");
            var values = new List<object> { migration };
            for (var i = start; i < Math.Min(start + Chunk, numbers.Count); i++)
            {
                sql.Append(i == start ? "" : ", ").Append(System.Globalization.CultureInfo.InvariantCulture, $"({{0}}, {{{values.Count}}}, {{{values.Count + 1}}}, {{{values.Count + 2}}}, {{{values.Count + 3}}})");
                values.AddRange([i, numbers[i].Number.ToString(), DecisionRow.Of(numbers[i].Precedence), numbers[i].Wave]);
            }
            await db.Database.ExecuteSqlRawAsync(sql.ToString(), values);
        }
    }

    /// <summary>Lays the decisions of those waves whose rows have layers of this transaction upon what is there.</summary>
    public static Task<int> InsertDecisions(ConnectorDb db, MigrationRow migration, long layer, long decidedAt, string decidedBy) =>
        db.Database.ExecuteSqlAsync($"""
            INSERT INTO decision (site_id, number, layer, precedence, connector_id, valid_from, valid_until, decided_at, decided_by, migration_id)
            SELECT m.site_id, n.number, w.layer, n.precedence, m.connector_id, w.valid_from, w.valid_until, {decidedAt}, {decidedBy}, m.id
            FROM migration m
            JOIN migration_wave w ON w.migration_id = m.id
            JOIN migration_number n ON n.migration_id = m.id AND n.wave = w.wave
            WHERE m.id = {migration.Id} AND w.layer >= {layer} AND w.layer < {layer + ChangeLog.LayersPerChange}
            """);

    /// <summary>Takes the decisions of waves away.</summary>
    public static Task<int> DeleteDecisions(ConnectorDb db, Guid migration, int[] waves) =>
        db.Decisions.Where(d => d.MigrationId == migration && db.MigrationNumbers.Any(n =>
            n.MigrationId == migration && n.Number == d.Number && waves.Contains(n.Wave))).ExecuteDeleteAsync();
}
