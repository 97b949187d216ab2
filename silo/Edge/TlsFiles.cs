using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>Makes the node's <see cref="TlsIdentity"/> of the files that the options name.</summary>
internal static class TlsFiles
{
    /// <summary>What the files hold, in the order of the options; null for one that is not named.</summary>
    internal readonly record struct Contents(byte[]? Certificate, byte[]? Key, byte[]? Authorities)
    {
        /// <summary>True when both hold the same, byte by byte.</summary>
        public bool IsSame(in Contents other) =>
            Certificate.AsSpan().SequenceEqual(other.Certificate)
            && Key.AsSpan().SequenceEqual(other.Key)
            && Authorities.AsSpan().SequenceEqual(other.Authorities);
    }

    /// <summary>Reads the files; each that cannot be read is a fault that begins with its key.</summary>
    public static Contents Read(TlsOptions options, List<string> faults) => new(
        Read("Certificate", options.Certificate, faults),
        Read("Key", options.Key, faults),
        options.CertificateAuthorities is null ? null : Read("CertificateAuthorities", options.CertificateAuthorities, faults));

    /// <summary>Makes an identity of what was read; null when that cannot be, and then every fault is said.</summary>
    public static TlsIdentity? Parse(TlsOptions options, in Contents contents, List<string> faults)
    {
        var authorities = new X509Certificate2Collection();
        if (contents.Authorities is { } roots && !TryImport(authorities, roots)) faults.Add($"Sip:Tls:CertificateAuthorities: '{options.CertificateAuthorities}' holds no certificate in PEM.");
        if (contents is not { Certificate: { } certificatePem, Key: { } keyPem }) return null;

        var chain = new X509Certificate2Collection();
        if (!TryImport(chain, certificatePem)) faults.Add($"Sip:Tls:Certificate: '{options.Certificate}' holds no certificate in PEM.");
        var certificate = chain.Count == 0 ? null : WithKey(certificatePem, keyPem, options, faults);
        if (certificate is null || faults.Count > 0) return null;
        chain.RemoveAt(0);
#pragma warning disable CA5398 // The administrator says which versions; what is older than 1.2 is no choice.
        var versions = options.MinimumVersion == TlsVersion.Tls13 ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
#pragma warning restore CA5398
        return new TlsIdentity(certificate, chain, authorities, options.RequireClientCertificate, versions);
    }

    private static byte[]? Read(string key, string? path, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            faults.Add($"Sip:Tls:{key}: names no file, which a 'tls:' address in Sip:Listen needs.");
            return null;
        }
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            faults.Add($"Sip:Tls:{key}: '{path}' cannot be read: {exception.Message}");
            return null;
        }
    }

    private static bool TryImport(X509Certificate2Collection certificates, byte[] pem)
    {
        try
        {
            certificates.ImportFromPem(Encoding.UTF8.GetString(pem));
            return certificates.Count > 0;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static X509Certificate2? WithKey(byte[] certificatePem, byte[] keyPem, TlsOptions options, List<string> faults)
    {
        var key = Encoding.UTF8.GetString(keyPem);
        try
        {
            var certificate = X509Certificate2.CreateFromPem(Encoding.UTF8.GetString(certificatePem), key);
            if (!OperatingSystem.IsWindows()) return certificate;
            // Windows cannot use a key that lives in memory only.
            using (certificate) return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            faults.Add(key.Contains("ENCRYPTED", StringComparison.Ordinal)
                ? $"Sip:Tls:Key: '{options.Key}' is encrypted; the node needs it as it is, readable by its user only."
                : $"Sip:Tls:Key: '{options.Key}' holds no private key in PEM that belongs to the certificate in '{options.Certificate}'.");
            return null;
        }
    }
}
