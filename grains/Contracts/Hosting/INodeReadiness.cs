namespace SystemConnector.Contracts.Hosting;

/// <summary>Says whether new calls belong to this node; whatever spreads calls over nodes asks it. Liveness is something else.</summary>
public interface INodeReadiness
{
    /// <summary>How it stands now; from memory, on any thread.</summary>
    NodeReadiness Now { get; }

    /// <summary>Whether it does not know if the others count on it, also while it drains.</summary>
    bool IsFenced { get; }

    /// <summary>Whether it was told to stop, also while it drains; it never takes calls again.</summary>
    bool IsStopping { get; }
}

/// <summary>Whether a node takes new calls, and why not.</summary>
public enum NodeReadiness
{
    /// <summary>It takes them.</summary>
    Ready,

    /// <summary>It does not speak SIP yet.</summary>
    Starting,

    /// <summary>It has not read the routing table yet.</summary>
    NoRoutingTable,

    /// <summary>It finishes what it has.</summary>
    Draining,

    /// <summary>It does not know whether the others count on it.</summary>
    Fenced,

    /// <summary>It was told to stop.</summary>
    Stopping,
}

/// <summary>Says it in a sentence.</summary>
public static class NodeReadinessText
{
    /// <summary>What it means, for a person.</summary>
    public static string Of(NodeReadiness readiness) => readiness switch
    {
        NodeReadiness.Ready => "The node takes calls.",
        NodeReadiness.Starting => "The node is starting and does not speak SIP yet.",
        NodeReadiness.NoRoutingTable => "The node has not read the routing table yet; check that it reaches the database.",
        NodeReadiness.Draining => "The node is draining: it finishes what it has, and new calls belong to the others.",
        NodeReadiness.Fenced => "The node reaches neither the database nor most of the other nodes, so it neither registers nor watches trunks; check its network.",
        _ => "The node is stopping.",
    };
}
