using SystemConnector.Contracts.Ranges;
using SystemConnector.Grains.Storage.Audit;

namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A precedence decision: one per number of a site.</summary>
internal sealed class DecisionRow : IAudited
{
    [Unaudited]
    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    [StandsFor(typeof(Precedence))]
    public int Precedence { get; set; }

    /// <summary>The connector in whose range it was made; for Remote it gets the number.</summary>
    public Guid ConnectorId { get; set; }

    /// <summary>Unix milliseconds.</summary>
    [UnixTime]
    public long DecidedAt { get; set; }

    AuditSubject IAudited.Subject => new("Decision", SiteId, $"{SiteId:N}/{Number}", Number);
}
