namespace SystemConnector.Contracts.Hosting;

/// <summary>
/// Speaks for one node; always active on that node, whoever asks. Key: the node's name. Where the node is not there, a call fails at
/// once, or after some seconds when nobody knows that yet: <see cref="NodeGrains.AskNode"/> makes that a value.
/// </summary>
[Alias("sc.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>What the node holds for calls now.</summary>
    [Alias("Activity"), ResponseTimeout("00:00:03")] Task<NodeActivity> Activity();

    /// <summary>Whether the node takes new calls now.</summary>
    [Alias("Readiness"), ResponseTimeout("00:00:03")] Task<NodeReadiness> Readiness();
}
