namespace SystemConnector.Sip.Transactions;

/// <summary>The timer values of RFC 3261 §17 and RFC 6026 in milliseconds.</summary>
public sealed record TransactionTimers
{
    /// <summary>Round-trip estimate. Default 500 ms (RFC 3261 §17.1.1.1).</summary>
    public int T1 { get; init; } = 500;

    /// <summary>Longest retransmit interval of non-INVITE requests and INVITE responses. Default 4 s.</summary>
    public int T2 { get; init; } = 4_000;

    /// <summary>How long a message stays in the network. Default 5 s.</summary>
    public int T4 { get; init; } = 5_000;

    /// <summary>Timer C: how long an INVITE may ring without a word. Default 185 s; RFC 3261 §16.6 asks for more than three minutes.</summary>
    public int C { get; init; } = 185_000;

    /// <summary>Timers B, F, H, J, L, M: 64·T1.</summary>
    public int TransactionTimeout => 64 * T1;

    /// <summary>Timer D: how long a failed INVITE's retransmitted answers are acknowledged; at least 32 s.</summary>
    public int D => Math.Max(32_000, TransactionTimeout);
}
