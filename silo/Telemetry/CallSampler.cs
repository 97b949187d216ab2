namespace SystemConnector.Silo.Telemetry;

/// <summary>
/// Chooses the calls that are traced by the hash of their Call-ID, before anything is made for a trace. The hash is secret, so nobody can
/// choose to be traced.
/// </summary>
internal sealed class CallSampler(double ratio)
{
    private readonly ulong _below = ratio >= 1 ? ulong.MaxValue : (ulong)(ratio * ulong.MaxValue);

    /// <summary>True for a call that is traced, while somebody takes traces.</summary>
    public bool Takes(ulong call) => Traces.Calls.HasListeners() && call * 0x9E3779B97F4A7C15 < _below;
}
