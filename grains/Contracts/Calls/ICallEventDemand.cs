namespace SystemConnector.Contracts.Calls;

/// <summary>
/// Whether anybody in the cluster listens to calls. A call has three events, which go through the whole cluster one by one: they are
/// published only while somebody does, and for as long after that as events are kept, so that he can resume.
/// </summary>
public interface ICallEventDemand
{
    /// <summary>Whether events of calls are to be published.</summary>
    bool IsThere { get; }

    /// <summary>Somebody listens on this node, until it is disposed.</summary>
    IDisposable Listen();
}
