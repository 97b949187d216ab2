namespace SystemConnector.Silo.Options;

/// <summary>What this node shows of itself over TLS and whom it believes. Section "Sip:Tls". Changed files are taken without a restart.</summary>
public sealed class TlsOptions
{
    /// <summary>
    /// A PEM file with the node's certificate, followed by those between it and its root. Shown to peers that connect, and to those that
    /// we connect to and that ask for one. Needed where <see cref="SipOptions.Listen"/> has a <c>tls:</c> address.
    /// </summary>
    public string? Certificate { get; set; }

    /// <summary>A PEM file with the certificate's private key, not encrypted.</summary>
    public string? Key { get; set; }

    /// <summary>A PEM file with roots that are trusted beside the system's. Default none.</summary>
    public string? CertificateAuthorities { get; set; }

    /// <summary>Whether peers that connect to us must show a certificate of a trusted authority; which one says nothing. Default false.</summary>
    public bool RequireClientCertificate { get; set; }

    /// <summary>The oldest version that is offered and accepted: Tls12 or Tls13. Default Tls12 (RFC 8996).</summary>
    public TlsVersion MinimumVersion { get; set; } = TlsVersion.Tls12;
}

/// <summary>Versions of TLS.</summary>
public enum TlsVersion
{
    Tls12,
    Tls13,
}
