namespace SystemConnector.Contracts.Access;

/// <summary>Who makes a change. It travels with the calls of grains, so that whatever writes can say who it was.</summary>
public static class Actor
{
    private const string Key = "sc.actor", Node = "node";

    /// <summary>Who makes the present call; "node" when nobody said so.</summary>
    public static string Current => RequestContext.Get(Key) as string ?? Node;

    /// <summary>Says who makes the calls from here on, until the result is disposed of.</summary>
    public static IDisposable Is(string name)
    {
        var former = RequestContext.Get(Key);
        RequestContext.Set(Key, name);
        return new Restoring(former);
    }

    private sealed class Restoring(object? former) : IDisposable
    {
        public void Dispose()
        {
            if (former is null) RequestContext.Remove(Key);
            else RequestContext.Set(Key, former);
        }
    }
}
