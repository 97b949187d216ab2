using System.ComponentModel;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

[Description("A change of a connector. What is left out stays as it is, the password too.")]
internal sealed class UpdateConnectorInput
{
    [Id, Description("The connector.")]
    public required string Id { get; init; }

    [Description("The version that you have seen; when the connector has another one, nothing is changed.")]
    public long? ExpectedVersion { get; init; }

    [Description("The name, 1 to 64 characters, unique in the site.")]
    public string? Name { get; init; }

    [Description("How the two systems recognise each other.")]
    public ConnectionType? ConnectionType { get; init; }

    [Description("Host name or address of the far side, with \":port\" where it is not 5060; with IP auth a comma-separated list of further addresses and CIDR blocks may follow.")]
    public string? IpAddress { get; init; }

    [Description("All extension ranges that live at the far side; at least one.")]
    public IReadOnlyList<ExtensionRangeInput>? ExtensionRanges { get; init; }

    [Description("With password auth: 1 to 64 characters, unique in the site.")]
    public string? Username { get; init; }

    [Description("With password auth: the new password, 1 to 128 characters. It is never shown again.")]
    public string? Password { get; init; }

    [Description("With password auth: {username}@{host}:{password}. Built from the fields when left out; must agree with those that are given.")]
    public string? RegisterString { get; init; }

    [Description("With password auth: whether we register with the far side.")]
    public bool? Register { get; init; }

    [Description("Whether we send to where the far side is seen and correct addresses in its SDP.")]
    public bool? NatTransformation { get; init; }

    [Description("Whether it registers and carries calls.")]
    public bool? Enabled { get; init; }

    [Description("Whether calls from it may leave over other connectors.")]
    public bool? AllowTransit { get; init; }

    [Description("0 to 1000; lower is tried first.")]
    public int? Priority { get; init; }

    [Description("The transport to the far side.")]
    public TrunkTransport? Transport { get; init; }

    [Description("Seconds in which nothing may be heard from the far side before the next candidate is tried, 1 to 32.")]
    public int? NoAnswerTimeoutSeconds { get; init; }

    [Description("Who the far side sees as the caller.")]
    public CallerIdentity? CallerIdentity { get; init; }

    [Description("With password auth: challenges to the far side offer MD5 alone, for systems that read only the first challenge.")]
    public bool? Md5Only { get; init; }

    [Description("Whether P-Asserted-Identity and Privacy are sent to the far side and believed of it (RFC 3325).")]
    public bool? TrustIdentity { get; init; }

    [Description("The session interval that calls are offered with (RFC 4028), in seconds: 90 to 86400, or 0 for none.")]
    public int? SessionExpiresSeconds { get; init; }

    [Description("Which certificate of the far side is believed, over TLS.")]
    public TlsPolicyInput? Tls { get; init; }

    [Description("What it may take of the nodes, so that it costs other connectors nothing.")]
    public TrunkLimitsInput? Limits { get; init; }

    [Description("With a new password: for how many hours the one before is taken and tried as well; 0 to 168.")]
    public int? KeepPreviousPasswordHours { get; init; }

    /// <summary>The current configuration with the change put over it.</summary>
    public ConnectorSpec Over(Connector current)
    {
        var type = ConnectionType ?? current.Type;
        return new ConnectorSpec(
            Name ?? current.Name,
            type,
            IpAddress ?? current.Address,
            ExtensionRanges is null ? [.. current.Ranges.Select(Spec)] : [.. ExtensionRanges.Select(range => range.ToSpec())],
            Username ?? KeptUsername(current, type),
            Password,
            RegisterString,
            Register ?? current.Register,
            NatTransformation ?? current.NatTransformation,
            Enabled ?? current.Enabled,
            AllowTransit ?? current.AllowTransit,
            Priority ?? current.Priority,
            Transport ?? current.Transport,
            NoAnswerTimeoutSeconds ?? current.NoAnswerTimeoutSeconds,
            CallerIdentity ?? current.CallerIdentity,
            Md5Only ?? current.Md5Only,
            TrustIdentity ?? current.TrustIdentity,
            SessionExpiresSeconds ?? current.SessionExpiresSeconds,
            Tls?.Over(current.Tls) ?? current.Tls,
            Limits?.Over(current.Limits) ?? current.Limits,
            KeepPreviousPasswordHours ?? 0);
    }

    // A register string brings its own username, and IP auth has none.
    private string? KeptUsername(Connector current, ConnectionType type) =>
        RegisterString is null && type == Contracts.Connectors.ConnectionType.Password ? current.Username : null;

    private static ExtensionRangeSpec Spec(ExtensionRange range) =>
        new(range.Numbers.Min.ToString(), range.Numbers.Max.ToString(), range.StripDigits, range.PrependDigits);
}
