using MudBlazor;
using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Cluster;

/// <summary>What a node does for the cluster.</summary>
public enum NodeState
{
    /// <summary>It has started and does not speak SIP yet.</summary>
    Joining,

    /// <summary>It takes calls.</summary>
    Active,

    /// <summary>It finishes what it has.</summary>
    Draining,

    /// <summary>It stopped.</summary>
    Gone,
}

/// <summary>A node as the API has it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">Its number.</param>
/// <param name="State">What it does.</param>
/// <param name="Version">What it runs.</param>
/// <param name="StartedAt">Since when it runs, or ran last.</param>
/// <param name="NotReady">Why new calls do not belong to it; null when they do.</param>
/// <param name="Unreachable">Why it does not answer; null when it does.</param>
/// <param name="Fenced">Whether it is fenced; null when it does not answer.</param>
/// <param name="Load">What it holds for calls; null when it does not answer.</param>
/// <param name="Sockets">Where it speaks SIP.</param>
/// <param name="TrunkCounts">How many trunks it drives, by state.</param>
public sealed record ClusterNode(
    string Id, string Name, int Number, NodeState State, string Version, DateTimeOffset StartedAt, string? NotReady, string? Unreachable, bool? Fenced,
    NodeLoad? Load, IReadOnlyList<NodeSocket> Sockets, IReadOnlyList<TrunkCount> TrunkCounts)
{
    internal int Trunks => TrunkCounts.Sum(static count => count.Count);

    /// <summary>Its version with as much of the commit as tells it from others.</summary>
    internal string ShortVersion => Version.IndexOf('+', StringComparison.Ordinal) is >= 0 and var plus ? Version[..Math.Min(Version.Length, plus + 9)] : Version;

    /// <summary>How it is, in a sentence.</summary>
    internal string Sentence => this switch
    {
        { State: NodeState.Gone } => Trunks == 0 ? "It stopped, or the others declared it dead." : "It stopped, or the others declared it dead; its trunks are being taken over.",
        { Unreachable: { } silent } => silent,
        { Fenced: true } => $"It is fenced: it does not know whether the others count on it, so it neither registers nor watches trunks. {NotReady}",
        { NotReady: { } reason } => reason,
        { State: NodeState.Draining } => "It finishes what it has; new calls go to other nodes.",
        { State: NodeState.Joining } => "It has started and does not speak SIP yet.",
        _ => "It takes calls.",
    };

    /// <summary>Whether it should take calls and does not.</summary>
    internal bool IsWrong => State == NodeState.Active && (Unreachable is not null || Fenced == true || NotReady is not null);

    /// <summary>The class of its card in console.css.</summary>
    internal string Class => IsWrong ? "node wrong" : State switch { NodeState.Active => "node active", NodeState.Draining => "node draining", NodeState.Joining => "node joining", _ => "node gone" };

    internal (string Text, string Icon, Color Color) Badge => State switch
    {
        NodeState.Active when IsWrong => ("Not ready", Icons.Material.Filled.Error, Color.Error),
        NodeState.Active => ("Active", Icons.Material.Filled.CheckCircle, Color.Success),
        NodeState.Draining => ("Draining", Icons.Material.Filled.Downloading, Color.Warning),
        NodeState.Joining => ("Joining", Icons.Material.Filled.Pending, Color.Info),
        _ => ("Gone", Icons.Material.Filled.PowerOff, Color.Default),
    };
}

/// <summary>What a node holds for calls now.</summary>
/// <param name="Channels">Channels of connectors.</param>
/// <param name="RelaySessions">Calls whose media it relays.</param>
/// <param name="RelayPorts">Media ports in use.</param>
/// <param name="Transactions">SIP transactions.</param>
public sealed record NodeLoad(int Channels, int RelaySessions, int RelayPorts, int Transactions);

/// <summary>Where a node speaks SIP.</summary>
/// <param name="Protocol">udp, tcp or tls.</param>
/// <param name="Local">Address and port.</param>
/// <param name="AdvertisedHost">What peers are told; null for the same.</param>
public sealed record NodeSocket(string Protocol, string Local, string? AdvertisedHost);
