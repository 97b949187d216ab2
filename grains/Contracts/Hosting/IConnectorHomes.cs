namespace SystemConnector.Contracts.Hosting;

/// <summary>Says where connectors live and why, from memory.</summary>
public interface IConnectorHomes
{
    /// <summary>The home of a connector; null until one was announced.</summary>
    ConnectorHome? Of(ConnectorId connector);
}

/// <summary>Where a connector lives.</summary>
/// <param name="Node">The node that has it.</param>
/// <param name="Since">Since when; null when that is not known.</param>
/// <param name="Reason">Why it is that one, in one sentence.</param>
public sealed record ConnectorHome(ClusterNode Node, DateTimeOffset? Since, string Reason);
