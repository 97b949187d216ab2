using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Routing;

/// <summary>A connector as calls need it.</summary>
public sealed class ConnectorRoute
{
    internal ConnectorRoute(TrunkView trunk, params ReadOnlySpan<RangeSource> ranges)
    {
        Trunk = trunk;
        var routes = ImmutableArray.CreateBuilder<RangeRoute>(ranges.Length);
        foreach (var range in ranges) routes.Add(new RangeRoute(this, range));
        Ranges = routes.MoveToImmutable();
    }

    /// <summary>Names the connector.</summary>
    public required ConnectorId Id { get; init; }

    /// <summary>The site whose connector it is.</summary>
    public required SiteId Site { get; init; }

    /// <summary>Its name, unique in the site.</summary>
    public required string Name { get; init; }

    /// <summary>How the two systems recognise each other.</summary>
    public ConnectionType Type { get; init; }

    /// <summary>Host name or address of the far side; IPv6 without brackets.</summary>
    public string Host { get; init; } = "";

    /// <summary>The far side's port; 0 when it was not given.</summary>
    public int Port { get; init; }

    /// <summary>Password type: the user name.</summary>
    public string? Username { get; init; }

    /// <summary>Password type: the password in UTF-8.</summary>
    public byte[]? Password { get; init; }

    /// <summary>Password type: the password before, while both are taken; null when there is none.</summary>
    public PreviousPassword? PreviousPassword { get; init; }

    /// <summary>Whether challenges to the far side offer MD5 alone.</summary>
    public bool Md5Only { get; init; }

    /// <summary>Whether P-Asserted-Identity and Privacy are sent to the far side and believed of it.</summary>
    public bool TrustIdentity { get; init; }

    /// <summary>The session interval that calls are offered with, in seconds; 0 for none.</summary>
    public int SessionExpires { get; init; }

    /// <summary>Which certificate of the far side is believed.</summary>
    public TlsPolicy Tls { get; init; } = TlsPolicy.Default;

    /// <summary>What it may take of the nodes.</summary>
    public TrunkLimits Limits { get; init; } = TrunkLimits.Default;

    /// <summary>Whether we register with the far side.</summary>
    public bool Register { get; init; }

    /// <summary>Whether messages go where the far side is seen, and addresses in its SDP are corrected.</summary>
    public bool NatTransformation { get; init; }

    /// <summary>A disabled connector carries no calls.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Whether calls from it may leave over other connectors.</summary>
    public bool AllowTransit { get; init; }

    /// <summary>Lower is tried first.</summary>
    public int Priority { get; init; }

    /// <summary>The transport to the far side.</summary>
    public TrunkTransport Transport { get; init; }

    /// <summary>How long nothing may be heard before the next candidate is tried.</summary>
    public TimeSpan NoAnswerTimeout { get; init; }

    /// <summary>Who the far side sees as the caller.</summary>
    public CallerIdentity CallerIdentity { get; init; }

    /// <summary>
    /// IP type: addresses and CIDR blocks from which calls come. A host name is not among them: what
    /// <see cref="Host"/> resolves to counts as well.
    /// </summary>
    public ImmutableArray<string> Sources { get; init; } = [];

    /// <summary>The numbers that it reaches.</summary>
    public ImmutableArray<RangeRoute> Ranges { get; }

    /// <summary>The live side.</summary>
    public TrunkView Trunk { get; }

    /// <summary>Grows with each change of the connector.</summary>
    public long Version { get; init; }
}
