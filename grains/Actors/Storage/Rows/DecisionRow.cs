using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>One layer of the precedence decisions on a number of a site: the topmost that is in force counts.</summary>
internal sealed class DecisionRow
{
    /// <summary>Stands for "as if nobody had decided" among the values of <see cref="Contracts.Ranges.Precedence"/>.</summary>
    public const int Default = 2;

    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    /// <summary>The sequence of the change log that was the next one when it was decided: later ones lie above earlier ones.</summary>
    public long Layer { get; set; }

    public int Precedence { get; set; }

    /// <summary>The connector in whose range it was made; for Remote it gets the number.</summary>
    public Guid ConnectorId { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long ValidFrom { get; set; }

    /// <summary>Unix milliseconds; null when it does not end.</summary>
    public long? ValidUntil { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long DecidedAt { get; set; }

    public string DecidedBy { get; set; } = "";

    /// <summary>The migration that decided it; null for a decision on this number alone.</summary>
    public Guid? MigrationId { get; set; }

    public static int Of(Precedence? precedence) => precedence is { } winner ? (int)winner : Default;
}
