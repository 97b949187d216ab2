namespace SystemConnector.Contracts.Connectors;

/// <summary>Which certificate of the far side is believed, over TLS.</summary>
/// <param name="Verify">Whether it must be valid for the connector's host and issued by an authority that this node trusts; default true.</param>
/// <param name="Fingerprint">SHA-256 of the certificate, 64 hexadecimal digits: when given, that certificate and no other is believed, whoever issued it.</param>
[GenerateSerializer, Immutable, Alias("sc.TlsPolicy")]
public sealed record TlsPolicy([property: Id(0)] bool Verify = true, [property: Id(1)] string? Fingerprint = null)
{
    /// <summary>What a connector has of which nothing else was said.</summary>
    public static TlsPolicy Default { get; } = new();
}
