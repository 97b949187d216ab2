namespace SystemConnector.Contracts.Connectors;

/// <summary>Says under which address the far end of a connector reaches this node.</summary>
public interface IFarEndView
{
    /// <summary>What the far end of that connector has to be told.</summary>
    NodeContact Contact(Connector connector);
}

/// <summary>How a far end reaches this node.</summary>
/// <param name="Host">
/// Host name or address, IPv6 without brackets: the address that peers are told. Null when the node listens on all of its addresses, was
/// not told which one peers are to use, and does not know yet from which of them it reaches the far end.
/// </param>
/// <param name="Port">The port; null when the node does not listen on the connector's transport.</param>
/// <param name="Realm">The realm of our challenges at the connector's site.</param>
public sealed record NodeContact(string? Host, int? Port, string Realm);
