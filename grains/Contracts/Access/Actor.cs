namespace SystemConnector.Contracts.Access;

/// <summary>Who makes a change and by which operation. It travels with the calls of grains, so that storage knows it at the commit.</summary>
/// <param name="Name">"key:NAME", "oidc:SUBJECT", "bootstrap", or "node" for what the product does by itself.</param>
/// <param name="Operation">The mutation, such as "createSite"; empty when the product acts by itself.</param>
public sealed record Actor(string Name, string Operation)
{
    private const string NameKey = "sc.actor", OperationKey = "sc.operation";

    /// <summary>The product itself.</summary>
    public static Actor Node { get; } = new("node", "");

    /// <summary>On whose behalf the running code acts.</summary>
    public static Actor Current => RequestContext.Get(NameKey) is string name ? new(name, RequestContext.Get(OperationKey) as string ?? "") : Node;

    /// <summary>Has the rest of the asynchronous method that calls this, and whatever it calls, act for this actor.</summary>
    public void Enter()
    {
        RequestContext.Set(NameKey, Name);
        RequestContext.Set(OperationKey, Operation);
    }
}
