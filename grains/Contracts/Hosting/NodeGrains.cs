namespace SystemConnector.Contracts.Hosting;

/// <summary>Asks nodes of the cluster.</summary>
public static class NodeGrains
{
    /// <summary>What a node answers; null when there is no such node, or it does not answer within some seconds.</summary>
    public static async Task<T?> AskNode<T>(this IGrainFactory grains, string node, Func<INodeGrain, Task<T>> ask) where T : class
    {
        ArgumentNullException.ThrowIfNull(grains);
        ArgumentNullException.ThrowIfNull(ask);
        try
        {
            return await ask(grains.GetGrain<INodeGrain>(node));
        }
        catch (Exception exception) when (exception is NodeUnreachableException or OrleansException or TimeoutException)
        {
            return null;
        }
    }
}
