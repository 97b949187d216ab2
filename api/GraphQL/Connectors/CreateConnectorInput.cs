using System.ComponentModel;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

[Description("An extension range that lives at the far side.")]
internal sealed class ExtensionRangeInput
{
    [Description("The lowest number.")]
    public required string Min { get; init; }

    [Description("The highest number, with as many digits.")]
    public required string Max { get; init; }

    [DefaultValue(0), Description("How many leading digits are cut off before the number is sent.")]
    public int StripDigits { get; init; }

    [DefaultValue(""), Description("What is put before the number when it is sent.")]
    public string PrependDigits { get; init; } = "";

    public ExtensionRangeSpec ToSpec() => new(Min, Max, StripDigits, PrependDigits);
}

[Description("A connector to create.")]
internal sealed class CreateConnectorInput
{
    [Id, Description("The site that it belongs to.")]
    public required string SiteId { get; init; }

    [Description("The name, 1 to 64 characters, unique in the site.")]
    public required string Name { get; init; }

    [Description("How the two systems recognise each other.")]
    public required ConnectionType ConnectionType { get; init; }

    [Description("Host name or address of the far side, with \":port\" where it is not 5060; with IP auth a comma-separated list of further addresses and CIDR blocks may follow.")]
    public required string IpAddress { get; init; }

    [Description("The extension ranges that live at the far side; at least one.")]
    public required IReadOnlyList<ExtensionRangeInput> ExtensionRanges { get; init; }

    [Description("With password auth: 1 to 64 characters, unique in the site.")]
    public string? Username { get; init; }

    [Description("With password auth: 1 to 128 characters. It is never shown again.")]
    public string? Password { get; init; }

    [Description("With password auth: {username}@{host}:{password}. Built from the fields when left out; must agree with those that are given.")]
    public string? RegisterString { get; init; }

    [DefaultValue(true), Description("With password auth: whether we register with the far side.")]
    public bool Register { get; init; } = true;

    [DefaultValue(false), Description("Whether we send to where the far side is seen and correct addresses in its SDP.")]
    public bool NatTransformation { get; init; }

    [DefaultValue(true), Description("Whether it registers and carries calls.")]
    public bool Enabled { get; init; } = true;

    [DefaultValue(false), Description("Whether calls from it may leave over other connectors.")]
    public bool AllowTransit { get; init; }

    [DefaultValue(100), Description("0 to 1000; lower is tried first.")]
    public int Priority { get; init; } = 100;

    [DefaultValue(TrunkTransport.Udp), Description("The transport to the far side.")]
    public TrunkTransport Transport { get; init; } = TrunkTransport.Udp;

    [DefaultValue(4), Description("Seconds in which nothing may be heard from the far side before the next candidate is tried, 1 to 32.")]
    public int NoAnswerTimeoutSeconds { get; init; } = 4;

    [DefaultValue(CallerIdentity.Extension), Description("Who the far side sees as the caller.")]
    public CallerIdentity CallerIdentity { get; init; } = CallerIdentity.Extension;

    [DefaultValue(false), Description("With password auth: challenges to the far side offer MD5 alone, for systems that read only the first challenge.")]
    public bool Md5Only { get; init; }

    [DefaultValue(false), Description("Whether P-Asserted-Identity and Privacy are sent to the far side and believed of it (RFC 3325).")]
    public bool TrustIdentity { get; init; }

    [DefaultValue(1800), Description("The session interval that calls are offered with (RFC 4028), in seconds: 90 to 86400, or 0 for none.")]
    public int SessionExpiresSeconds { get; init; } = 1800;

    [Description("Which certificate of the far side is believed, over TLS.")]
    public TlsPolicyInput? Tls { get; init; }

    [Description("What it may take of the nodes, so that it costs other connectors nothing.")]
    public TrunkLimitsInput? Limits { get; init; }

    public ConnectorSpec ToSpec() => new(
        Name,
        ConnectionType,
        IpAddress,
        [.. ExtensionRanges.Select(range => range.ToSpec())],
        Username,
        Password,
        RegisterString,
        Register,
        NatTransformation,
        Enabled,
        AllowTransit,
        Priority,
        Transport,
        NoAnswerTimeoutSeconds,
        CallerIdentity,
        Md5Only,
        TrustIdentity,
        SessionExpiresSeconds,
        Tls?.Over(TlsPolicy.Default),
        Limits?.Over(TrunkLimits.Default));
}
