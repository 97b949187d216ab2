using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

[Description("Which certificate of the far side is believed. What is left out stays as it is.")]
internal sealed class TlsPolicyInput
{
    [Description("Whether it must be valid for the connector's host and issued by an authority that this node trusts; true unless said otherwise.")]
    public bool? Verify { get; init; }

    [Description("SHA-256 of the certificate in hexadecimal: when given, that certificate and no other is believed; an empty text takes it back.")]
    public string? Fingerprint { get; init; }

    public TlsPolicy Over(TlsPolicy current) => new(Verify ?? current.Verify, Fingerprint ?? current.Fingerprint);
}

[Name("TlsPolicy"), Description("Which certificate of the far side is believed.")]
internal sealed class TlsPolicyNode(TlsPolicy policy)
{
    [Description("Whether it must be valid for the connector's host and issued by an authority that this node trusts.")]
    public bool Verify => policy.Verify;

    [Description("SHA-256 of the one certificate that is believed, in hexadecimal; null when its issuer decides.")]
    public string? Fingerprint => policy.Fingerprint;
}
