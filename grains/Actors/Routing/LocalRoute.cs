using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Routing;

/// <summary>A local number as calls need it.</summary>
public sealed class LocalRoute
{
    private string? _addressOfRecord;

    internal SiteId Site { get; init; }

    /// <summary>The number.</summary>
    public Number Number { get; internal init; }

    /// <summary>What it is tied to.</summary>
    public LocalNumberKind Kind { get; internal init; }

    /// <summary>The name that people know; may be empty.</summary>
    public string Owner { get; internal init; } = "";

    /// <summary>The SIP URI to which calls go; null for a number that phones register for.</summary>
    public string? Target { get; internal init; }

    /// <summary>For a speed dial: the number that is called instead.</summary>
    public Number SpeedDialTo { get; internal init; }

    /// <summary>The extension's SIP password in UTF-8; null when it has none, and then nobody can register for it.</summary>
    public byte[]? Secret { get; internal init; }

    /// <summary>The key of its address of record. Made when first asked for: most numbers of a large site are never called on one node.</summary>
    public string AddressOfRecord => _addressOfRecord ??= AddressOfRecordKey.Of(Site, Number.ToString());
}
