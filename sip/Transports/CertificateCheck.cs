using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace SystemConnector.Sip.Transports;

/// <summary>Decides whether a peer's certificate is believed, and says why not.</summary>
internal static class CertificateCheck
{
    /// <summary>Extended key usages (RFC 5280 §4.2.1.12).</summary>
    public const string ServerPurpose = "1.3.6.1.5.5.7.3.1", ClientPurpose = "1.3.6.1.5.5.7.3.2";

    private const string SubjectAlternativeName = "2.5.29.17";
    private const int MostNames = 5;

    /// <summary>How a chain is built: from what the peer sent and what this node has. Nothing is fetched from where a certificate says.</summary>
    public static X509ChainPolicy Policy(string purpose) => new()
    {
        DisableCertificateDownloads = true,
        RevocationMode = X509RevocationMode.NoCheck,
        ApplicationPolicy = { new Oid(purpose) },
    };

    /// <summary>What is wrong with the certificate of a server; null when it is believed.</summary>
    public static TlsFault? Server(TlsPeer expected, X509Certificate2? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities)
    {
        if (certificate is null) return expected is { Verify: false, Fingerprint: null } ? null : new TlsFault(TlsFaultKind.NoCertificate);
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        // A pinned certificate, and it alone, decides.
        if (expected.Fingerprint is { } pinned)
            return fingerprint.Equals(pinned, StringComparison.OrdinalIgnoreCase) ? null : new TlsFault(TlsFaultKind.OtherFingerprint, "", fingerprint);
        if (!expected.Verify) return null;
        if (ChainFault(certificate, chain, errors, authorities, ServerPurpose) is var (kind, detail)) return new TlsFault(kind, detail, fingerprint);
        return errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch) ? new TlsFault(TlsFaultKind.OtherName, Names(certificate), fingerprint) : null;
    }

    /// <summary>Whether the certificate of a client is believed: which names it has says nothing here.</summary>
    public static bool Client(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities) =>
        certificate is X509Certificate2 shown && ChainFault(shown, chain, errors, authorities, ClientPurpose) is null;

    private static (TlsFaultKind Kind, string Detail)? ChainFault(
        X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors, X509Certificate2Collection authorities, string purpose)
    {
        if (!errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors)) return null;
        try
        {
            if (authorities.Count == 0) return FaultOf(certificate, chain);
            using var own = new X509Chain { ChainPolicy = Policy(purpose) };
            own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            own.ChainPolicy.CustomTrustStore.AddRange(authorities);
            // What the peer sent with its certificate.
            if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
            return own.Build(certificate) ? null : FaultOf(certificate, own);
        }
        catch (CryptographicException exception)
        {
            return (TlsFaultKind.BadCertificate, Printable.Of(exception.Message));
        }
    }

    /// <summary>The fault that is to be mended first.</summary>
    private static (TlsFaultKind Kind, string Detail) FaultOf(X509Certificate2 certificate, X509Chain? chain)
    {
        if (chain is null) return (TlsFaultKind.BadCertificate, "");
        foreach (var element in chain.ChainElements)
        {
            if (!element.ChainElementStatus.Any(static status => status.Status.HasFlag(X509ChainStatusFlags.NotTimeValid))) continue;
            return element.Certificate.NotBefore > chain.ChainPolicy.VerificationTime
                ? (TlsFaultKind.NotYetValid, $"{element.Certificate.NotBefore.ToUniversalTime():yyyy-MM-dd}")
                : (TlsFaultKind.Expired, $"{element.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}");
        }
        var issuer = Printable.Of(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: true));
        var all = chain.ChainStatus.Aggregate(X509ChainStatusFlags.NoError, static (all, status) => all | status.Status);
        if ((all & (X509ChainStatusFlags.UntrustedRoot | X509ChainStatusFlags.PartialChain)) == 0) return (TlsFaultKind.BadCertificate, Printable.Of(all.ToString()));
        return (certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData) ? TlsFaultKind.SelfSigned : TlsFaultKind.UnknownAuthority, issuer);
    }

    /// <summary>For whom the certificate is.</summary>
    private static string Names(X509Certificate2 certificate)
    {
        try
        {
            var names = new List<string>();
            foreach (var extension in certificate.Extensions)
            {
                if (extension.Oid?.Value != SubjectAlternativeName) continue;
                var alternatives = new X509SubjectAlternativeNameExtension(extension.RawData);
                names.AddRange(alternatives.EnumerateDnsNames());
                names.AddRange(alternatives.EnumerateIPAddresses().Select(static address => address.ToString()));
            }
            if (names.Count == 0) names.Add(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));
            var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
            return Printable.Of(string.Join(", ", names.Take(MostNames))) + more;
        }
        catch (CryptographicException)
        {
            return "";
        }
    }
}
