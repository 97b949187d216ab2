namespace SystemConnector.Contracts.Hosting;

/// <summary>Speaks for one node; always active on that node, whoever asks. Key: the node's name.</summary>
[Alias("sc.INodeGrain")]
public interface INodeGrain : IGrainWithStringKey
{
    /// <summary>What the node holds for calls now.</summary>
    [Alias("Activity")] Task<NodeActivity> Activity();

    /// <summary>Whether the node takes new calls now.</summary>
    [Alias("Readiness")] Task<NodeReadiness> Readiness();
}
