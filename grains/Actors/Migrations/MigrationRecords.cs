using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Migrations;

/// <summary>Makes the records of the contracts from rows.</summary>
internal static class MigrationRecords
{
    public static Migration Of(MigrationRow row) => new(
        new MigrationId(row.Id), new SiteId(row.SiteId), new ConnectorId(row.ConnectorId), row.Name, Time(row.CreatedAt), row.CreatedBy, row.Numbers,
        [.. row.Waves.OrderBy(static w => w.Wave).Select(Of)], row.Stamp);

    public static MigrationWave Of(MigrationWaveRow row) => new(
        row.Wave, row.Numbers, Time(row.ValidFrom), Time(row.ValidUntil), Time(row.AppliedAt), row.AppliedBy, row.Rerouted, Time(row.UndoneAt), row.UndoneBy);

    public static Precedence? PrecedenceOf(int value) => value == DecisionRow.Default ? null : (Precedence)value;

    public static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    public static DateTimeOffset? Time(long? milliseconds) => milliseconds is { } value ? Time(value) : null;
}
