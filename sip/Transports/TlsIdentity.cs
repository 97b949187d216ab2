using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace SystemConnector.Sip.Transports;

/// <summary>What this node shows of itself over TLS and whom it believes. Immutable: a renewed certificate is another one.</summary>
public sealed class TlsIdentity
{
    /// <summary>Prepares it.</summary>
    /// <param name="certificate">Our certificate with its private key: as a server, and as a client that is asked for one.</param>
    /// <param name="intermediates">The certificates between ours and its root.</param>
    /// <param name="authorities">Roots that are trusted beside the system's.</param>
    /// <param name="requireClientCertificate">Whether peers that connect to us must show a certificate that we trust.</param>
    /// <param name="versions">The protocol versions to offer and to accept.</param>
    public TlsIdentity(
        X509Certificate2 certificate, X509Certificate2Collection intermediates, X509Certificate2Collection authorities, bool requireClientCertificate, SslProtocols versions)
    {
        // Offline: nothing is fetched from where a certificate says.
        Context = SslStreamCertificateContext.Create(certificate, intermediates, offline: true);
        Authorities = authorities;
        RequireClientCertificate = requireClientCertificate;
        Versions = versions;
    }

    /// <summary>For whom our certificate is.</summary>
    public string Name => Context.TargetCertificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);

    /// <summary>Until when our certificate is valid.</summary>
    public DateTimeOffset ValidUntil => Context.TargetCertificate.NotAfter;

    internal SslStreamCertificateContext Context { get; }

    internal X509Certificate2Collection Authorities { get; }

    internal bool RequireClientCertificate { get; }

    internal SslProtocols Versions { get; }
}
