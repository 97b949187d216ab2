using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>One address of a far side. All of it may be read on any thread, without a lock.</summary>
/// <param name="flow">How it is reached.</param>
/// <param name="rank">Of several, those with the lowest rank are meant to be used; the others when none of them answers.</param>
/// <param name="onCall">Told whether a call was answered there; called on any thread, under any lock.</param>
internal sealed class TrunkTarget(Flow flow, int rank, Action<bool> onCall)
{
    private volatile Reachability _state;

    /// <summary>How it is reached.</summary>
    public Flow Flow => flow;

    /// <summary>Its rank.</summary>
    public int Rank => rank;

    /// <summary>Whether it answers.</summary>
    public Reachability State
    {
        get => _state;
        internal set => _state = value;
    }

    /// <summary>A call was answered there; any response but 408, 503 and 504 is an answer.</summary>
    public void ReportCallAnswered() => onCall(true);

    /// <summary>A call got no answer there: transport error, nothing heard in time, 503, or 408 or 504 without having rung there.</summary>
    public void ReportCallFailed() => onCall(false);
}
