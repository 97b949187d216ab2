namespace SystemConnector.Grains.Storage.Rows;

/// <summary>
/// One call. Who set it up and who saw its end write their parts each by themselves, in whichever order, so what only one of them knows is
/// null until then. Times are Unix milliseconds. Without a foreign key: records outlast sites and connectors.
/// </summary>
internal sealed class CallRecordRow
{
    /// <summary>A version 7 UUID: rows are in the order of their calls.</summary>
    public Guid Id { get; set; }

    public Guid? SiteId { get; set; }

    public string? Node { get; set; }

    public string CallId { get; set; } = "";

    public string Caller { get; set; } = "";

    public string Callee { get; set; } = "";

    public string Number { get; set; } = "";

    public string NumberSent { get; set; } = "";

    public Guid? ConnectorIn { get; set; }

    public Guid? ConnectorOut { get; set; }

    public long StartedAt { get; set; }

    public long? HeardAt { get; set; }

    public long? AnsweredAt { get; set; }

    public long? EndedAt { get; set; }

    /// <summary>When its session is over unless it is refreshed or ends before.</summary>
    public long ExpiresAt { get; set; }

    public int? Outcome { get; set; }

    public int? Cause { get; set; }

    public int Status { get; set; }

    public int? EndedBy { get; set; }

    public string EndReason { get; set; } = "";

    /// <summary>The attempts in JSON.</summary>
    public string Attempts { get; set; } = "[]";

    public long? PacketsFromCaller { get; set; }

    public long? PacketsFromCalled { get; set; }

    public long? LostFromCaller { get; set; }

    public long? LostFromCalled { get; set; }
}
