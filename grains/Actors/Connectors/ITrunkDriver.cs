using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Grains.Connectors;

/// <summary>
/// Drives the trunks of the connectors that have their home on this node: registers, watches, and says what it sees
/// through <see cref="IConnectorGrain.ReportTrunk"/>. Called from a grain: it must return at once.
/// </summary>
public interface ITrunkDriver
{
    /// <summary>Starts the trunk, or goes on with a changed configuration.</summary>
    void Drive(TrunkConfiguration configuration);

    /// <summary>Stops the trunk: the connector is disabled, deleted or has its home elsewhere.</summary>
    void Release(ConnectorId connector);
}

/// <summary>What is needed to drive a trunk.</summary>
/// <param name="Connector">Whose trunk.</param>
/// <param name="Site">Its site.</param>
/// <param name="Name">Its name, for logs.</param>
/// <param name="Type">How the two systems recognise each other.</param>
/// <param name="Host">Host name or address; IPv6 without brackets.</param>
/// <param name="Port">The port; 0 when it was not given.</param>
/// <param name="Transport">UDP or TCP.</param>
/// <param name="Username">Password type: the user name.</param>
/// <param name="Password">Password type: the password in UTF-8.</param>
/// <param name="Register">Whether we register.</param>
/// <param name="Enabled">False is never driven: the grain releases the trunk instead.</param>
/// <param name="NatTransformation">Whether messages go where the far side is seen.</param>
/// <param name="Sources">IP type: addresses and CIDR blocks from which calls come.</param>
/// <param name="Version">Grows with each change of the connector.</param>
public sealed record TrunkConfiguration(
    ConnectorId Connector,
    SiteId Site,
    string Name,
    ConnectionType Type,
    string Host,
    int Port,
    TrunkTransport Transport,
    string? Username,
    byte[]? Password,
    bool Register,
    bool Enabled,
    bool NatTransformation,
    ImmutableArray<string> Sources,
    long Version)
{
    /// <summary>Says which trunk it is, and no secret.</summary>
    public override string ToString() => $"trunk \"{Name}\" ({Connector}) to {Host}, version {Version}";
}

/// <summary>Stands in where nothing drives trunks, so that grains work without a SIP edge.</summary>
internal sealed class NoTrunkDriver : ITrunkDriver
{
    public void Drive(TrunkConfiguration configuration)
    {
    }

    public void Release(ConnectorId connector)
    {
    }
}
