namespace SystemConnector.Sip.Transactions;

/// <summary>What transactions went through since the start. Each shard counts for itself, under its lock.</summary>
public record struct TransactionCounters
{
    /// <summary>Requests that we sent again since no response came in time.</summary>
    public long RequestsRepeated { get; internal set; }

    /// <summary>Responses to INVITE that we sent again since no ACK came in time.</summary>
    public long ResponsesRepeated { get; internal set; }

    /// <summary>Requests that came again.</summary>
    public long RepeatsReceived { get; internal set; }

    /// <summary>Requests of ours that nobody answered.</summary>
    public long Timeouts { get; internal set; }

    /// <summary>Responses that belong to no request of ours.</summary>
    public long StrayResponses { get; internal set; }

    /// <summary>Takes another shard's in.</summary>
    internal void Add(in TransactionCounters other)
    {
        RequestsRepeated += other.RequestsRepeated;
        ResponsesRepeated += other.ResponsesRepeated;
        RepeatsReceived += other.RepeatsReceived;
        Timeouts += other.Timeouts;
        StrayResponses += other.StrayResponses;
    }
}
