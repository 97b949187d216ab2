using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Contracts.Connectors;

/// <summary>How two systems recognise each other.</summary>
public enum ConnectionType
{
    /// <summary>Generic Password Auth: username and password, by registration and digest.</summary>
    Password,

    /// <summary>Generic IP Auth: by source address.</summary>
    Ip,
}

/// <summary>The transport to the far side.</summary>
public enum TrunkTransport
{
    Udp,
    Tcp,
    Tls,
}

/// <summary>Who the far side sees as the caller.</summary>
public enum CallerIdentity
{
    /// <summary>From carries the caller's extension.</summary>
    Extension,

    /// <summary>From carries the trunk's username, P-Asserted-Identity the caller's extension.</summary>
    TrunkUser,
}

/// <summary>Numbers that live at the far side, as given.</summary>
/// <param name="Min">Lowest number.</param>
/// <param name="Max">Highest number, with as many digits.</param>
/// <param name="StripDigits">How many leading digits are cut off before the number is sent; 0 to the length of Min.</param>
/// <param name="PrependDigits">Symbols put before the number when it is sent.</param>
[GenerateSerializer, Immutable, Alias("sc.ExtensionRangeSpec")]
public sealed record ExtensionRangeSpec(
    [property: Id(0)] string Min,
    [property: Id(1)] string Max,
    [property: Id(2)] int StripDigits = 0,
    [property: Id(3)] string PrependDigits = "");

/// <summary>What an administrator says of a connector.</summary>
/// <param name="Name">1–64 characters, unique in the site.</param>
/// <param name="Type">Password or IP.</param>
/// <param name="Address">Host name or address of the far side, IPv6 bare or in brackets, with ":port" where it is not 5060. For Ip, a comma-separated list may follow of further addresses and CIDR blocks from which calls come.</param>
/// <param name="Ranges">The extension ranges that live there; at least one.</param>
/// <param name="Username">Password type: 1–64 characters, unique in the site.</param>
/// <param name="Password">Password type: 1–128 characters; on an update null keeps the one it has.</param>
/// <param name="RegisterString">Password type: `{username}@{host}:{password}`; null builds it from the fields, otherwise it must agree with those that are given, and those left out are taken from it.</param>
/// <param name="Register">Password type: whether we register with the far side.</param>
/// <param name="NatTransformation">Send to where the far side is seen and correct addresses in its SDP.</param>
/// <param name="Enabled">A disabled connector neither registers nor carries calls.</param>
/// <param name="AllowTransit">Whether calls from it may leave over other connectors.</param>
/// <param name="Priority">0–1000; lower is tried first.</param>
/// <param name="Transport">UDP, TCP or TLS.</param>
/// <param name="NoAnswerTimeoutSeconds">How long nothing may be heard from it before the next candidate is tried; 1–32, default 4.</param>
/// <param name="CallerIdentity">Who the far side sees as the caller.</param>
/// <param name="Md5Only">Password type: challenges to the far side offer MD5 alone, for systems that read only the first challenge.</param>
/// <param name="TrustIdentity">Whether P-Asserted-Identity and Privacy are sent to the far side and believed of it (RFC 3325).</param>
/// <param name="SessionExpiresSeconds">The session interval that calls are offered with (RFC 4028), so that a call whose end was lost is noticed; 0 for none, else 90–86,400, default 1,800.</param>
/// <param name="Tls">Which certificate of the far side is believed; null for the default.</param>
/// <param name="Limits">What it may take of the nodes; null for the default.</param>
/// <param name="KeepPreviousPasswordHours">With a new password: how long the one before is taken and tried as well; 0–168, default 0.</param>
[GenerateSerializer, Immutable, Alias("sc.ConnectorSpec")]
public sealed record ConnectorSpec(
    [property: Id(0)] string Name,
    [property: Id(1)] ConnectionType Type,
    [property: Id(2)] string Address,
    [property: Id(3)] ImmutableArray<ExtensionRangeSpec> Ranges,
    [property: Id(4)] string? Username = null,
    [property: Id(5)] string? Password = null,
    [property: Id(6)] string? RegisterString = null,
    [property: Id(7)] bool Register = true,
    [property: Id(8)] bool NatTransformation = false,
    [property: Id(9)] bool Enabled = true,
    [property: Id(10)] bool AllowTransit = false,
    [property: Id(11)] int Priority = 100,
    [property: Id(12)] TrunkTransport Transport = TrunkTransport.Udp,
    [property: Id(13)] int NoAnswerTimeoutSeconds = 4,
    [property: Id(14)] CallerIdentity CallerIdentity = CallerIdentity.Extension,
    [property: Id(15)] bool Md5Only = false,
    [property: Id(16)] bool TrustIdentity = false,
    [property: Id(17)] int SessionExpiresSeconds = 1800,
    [property: Id(18)] TlsPolicy? Tls = null,
    [property: Id(19)] TrunkLimits? Limits = null,
    [property: Id(20)] int KeepPreviousPasswordHours = 0)
{
    /// <summary>Says which connector is meant, and no secret: a specification may come into a log or an exception.</summary>
    public override string ToString() => $"specification of connector \"{Name}\"";
}

/// <summary>An extension range as it stands.</summary>
[GenerateSerializer, Immutable, Alias("sc.ExtensionRange")]
public sealed record ExtensionRange(
    [property: Id(0)] RangeId Id,
    [property: Id(1)] ConnectorId Connector,
    [property: Id(2)] NumberRange Numbers,
    [property: Id(3)] int StripDigits,
    [property: Id(4)] string PrependDigits);

/// <summary>A connector as it stands; its password is never told, and the register string shows it as `{password}`.</summary>
[GenerateSerializer, Immutable, Alias("sc.Connector")]
public sealed record Connector(
    [property: Id(0)] ConnectorId Id,
    [property: Id(1)] SiteId Site,
    [property: Id(2)] string Name,
    [property: Id(3)] ConnectionType Type,
    [property: Id(4)] string Address,
    [property: Id(5)] ImmutableArray<ExtensionRange> Ranges,
    [property: Id(6)] string? Username,
    [property: Id(7)] string? RegisterString,
    [property: Id(8)] bool Register,
    [property: Id(9)] bool NatTransformation,
    [property: Id(10)] bool Enabled,
    [property: Id(11)] bool AllowTransit,
    [property: Id(12)] int Priority,
    [property: Id(13)] TrunkTransport Transport,
    [property: Id(14)] int NoAnswerTimeoutSeconds,
    [property: Id(15)] CallerIdentity CallerIdentity,
    [property: Id(17)] bool Md5Only,
    [property: Id(18)] bool TrustIdentity,
    [property: Id(19)] int SessionExpiresSeconds,
    [property: Id(20)] TlsPolicy Tls,
    [property: Id(21)] TrunkLimits Limits,
    [property: Id(22)] DateTimeOffset? PreviousPasswordUntil,
    [property: Id(16)] long Version);
