using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>One layer of the precedence decisions on a number of a site: the topmost that is in force counts.</summary>
internal sealed class DecisionRow : IAudited
{
    /// <summary>Stands for "as if nobody had decided" among the values of <see cref="Contracts.Ranges.Precedence"/>.</summary>
    public const int Default = 2;

    [Unaudited]
    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    /// <summary>Grows with the sequence of the change log: what was decided later lies above what was decided before.</summary>
    [Unaudited]
    public long Layer { get; set; }

    [StandsFor(typeof(Precedence))]
    public int Precedence { get; set; }

    /// <summary>The connector in whose range it was made; for Remote it gets the number.</summary>
    public Guid ConnectorId { get; set; }

    /// <summary>Unix milliseconds.</summary>
    [UnixTime]
    public long ValidFrom { get; set; }

    /// <summary>Unix milliseconds; null when it does not end.</summary>
    [UnixTime]
    public long? ValidUntil { get; set; }

    /// <summary>Unix milliseconds.</summary>
    [UnixTime]
    public long DecidedAt { get; set; }

    public string DecidedBy { get; set; } = "";

    /// <summary>The migration that decided it; null for a decision on this number alone.</summary>
    public Guid? MigrationId { get; set; }

    public static int Of(Precedence? precedence) => precedence is { } winner ? (int)winner : Default;

    AuditSubject IAudited.Subject => new("Decision", SiteId, $"{SiteId:N}/{Number}", Number);
}
