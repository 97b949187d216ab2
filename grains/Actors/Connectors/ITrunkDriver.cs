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

    /// <summary>
    /// Stops the trunk: the connector is disabled, deleted or has its home elsewhere. Nothing is sent for it any more when the task ends,
    /// which it does within two seconds; a next home waits for that.
    /// </summary>
    /// <param name="connector">Whose trunk.</param>
    /// <param name="unregister">False when its next home may have registered already: there are registrars that take any end of a registration for that one's.</param>
    /// <returns>True when nothing of ours is left at the far side; false when it may know a Contact of ours that nobody took back.</returns>
    Task<bool> Release(ConnectorId connector, bool unregister);
}

/// <summary>What is needed to drive a trunk.</summary>
/// <param name="Connector">Whose trunk.</param>
/// <param name="Site">Its site.</param>
/// <param name="Name">Its name, for logs.</param>
/// <param name="Type">How the two systems recognise each other.</param>
/// <param name="Host">Host name or address; IPv6 without brackets.</param>
/// <param name="Port">The port; 0 when it was not given.</param>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="Username">Password type: the user name.</param>
/// <param name="Password">Password type: the password in UTF-8.</param>
/// <param name="Register">Whether we register.</param>
/// <param name="Enabled">False is never driven: the grain releases the trunk instead.</param>
/// <param name="NatTransformation">Whether messages go where the far side is seen.</param>
/// <param name="Sources">IP type: addresses and CIDR blocks from which calls come.</param>
/// <param name="Tls">Which certificate of the far side is believed.</param>
/// <param name="Limits">What it may take of the node.</param>
/// <param name="PreviousPassword">The password before the one in force, while both are valid; null when there is none.</param>
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
    TlsPolicy Tls,
    TrunkLimits Limits,
    PreviousPassword? PreviousPassword,
    long Version)
{
    /// <summary>Whether challenges to the far side offer MD5 alone.</summary>
    public bool Md5Only { get; init; }

    /// <summary>The epoch of the connector's home; stands in the states that the driver reports (<see cref="TrunkStatus.Epoch"/>).</summary>
    public long Epoch { get; init; }

    /// <summary>The Contact that a home which is gone registered at the far side, and nobody took back; empty for none.</summary>
    public string FormerContact { get; init; } = "";

    /// <summary>True when another home drove the trunk until now: far sides call an address that does not answer, so it is begun soon.</summary>
    public bool IsTakenOver { get; init; }

    /// <summary>True when calls went over the trunk at its former home.</summary>
    public bool WasUsable { get; init; }

    /// <summary>Says which trunk it is, and no secret.</summary>
    public override string ToString() => $"trunk \"{Name}\" ({Connector}) to {Host}, version {Version}";
}

/// <summary>The password that was in force before the last change of it.</summary>
/// <param name="Password">In UTF-8.</param>
/// <param name="Until">Until when it is taken.</param>
public sealed record PreviousPassword(byte[] Password, DateTimeOffset Until)
{
    /// <summary>Says until when, and no secret.</summary>
    public override string ToString() => $"previous password until {Until:O}";
}

/// <summary>Stands in where nothing drives trunks, so that grains work without a SIP edge.</summary>
internal sealed class NoTrunkDriver : ITrunkDriver
{
    public void Drive(TrunkConfiguration configuration)
    {
    }

    public Task<bool> Release(ConnectorId connector, bool unregister) => Task.FromResult(true);
}
