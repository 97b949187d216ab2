using System.Collections.Immutable;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.RemoteKits;

/// <summary>What the kits are made of: the connector as the far end sees it.</summary>
/// <param name="Name">What the far end calls us in its configuration: a word of letters, digits, '-' and '_'.</param>
/// <param name="Type">How the two systems recognise each other.</param>
/// <param name="Transport">"udp", "tcp" or "tls".</param>
/// <param name="Host">Where the far end reaches us; IPv6 without brackets.</param>
/// <param name="Port">The port there.</param>
/// <param name="Realm">The realm of our challenges.</param>
/// <param name="Username">Password type: the username of both directions.</param>
/// <param name="WeRegister">Password type: whether we register with the far end; otherwise it registers with us.</param>
/// <param name="SendsTrunkUser">Whether From of our calls carries the username instead of the caller's extension.</param>
/// <param name="TrustsIdentity">Whether P-Asserted-Identity is sent and believed.</param>
/// <param name="FarAddress">"host" or "host:port" of the far end as the connector has it.</param>
/// <param name="Ours">Our numbers, which the far end sends to us.</param>
/// <param name="Theirs">Its numbers, which we send to it.</param>
/// <param name="SiteName">The name of our site.</param>
internal sealed record KitFacts(
    string Name,
    ConnectionType Type,
    string Transport,
    string Host,
    int Port,
    string Realm,
    string? Username,
    bool WeRegister,
    bool SendsTrunkUser,
    bool TrustsIdentity,
    string FarAddress,
    OurNumbers Ours,
    ImmutableArray<NumberPattern> Theirs,
    string SiteName)
{
    /// <summary>True for the password type.</summary>
    public bool HasPassword => Type == ConnectionType.Password;

    /// <summary>True when the far end registers with us.</summary>
    public bool TheyRegister => HasPassword && !WeRegister;

    /// <summary>"host:port" for a URI.</summary>
    public string HostPort => $"{KitText.UriHost(Host)}:{Port}";

    /// <summary>The username as a word; empty for the IP type.</summary>
    public string UserWord => Username is null ? "" : KitText.Name(Username);
}
