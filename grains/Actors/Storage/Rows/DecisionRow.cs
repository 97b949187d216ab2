namespace SystemConnector.Grains.Storage.Rows;

/// <summary>A precedence decision: one per number of a site.</summary>
internal sealed class DecisionRow
{
    public Guid SiteId { get; set; }

    public string Number { get; set; } = "";

    public int Precedence { get; set; }

    /// <summary>The connector in whose range it was made; for Remote it gets the number.</summary>
    public Guid ConnectorId { get; set; }

    /// <summary>Unix milliseconds.</summary>
    public long DecidedAt { get; set; }
}
