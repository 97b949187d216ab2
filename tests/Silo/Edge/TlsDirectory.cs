using System.Security.Cryptography.X509Certificates;
using SystemConnector.Silo.Options;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Silo.Tests.Edge;

/// <summary>A directory with a node's TLS files.</summary>
internal sealed class TlsDirectory : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("system-connector-").FullName;

    /// <summary>Writes a certificate for that name, and the authority as a root to trust.</summary>
    public TlsDirectory(TestAuthority authority, string name)
    {
        File.WriteAllText(Authorities, authority.RootPem);
        Write(authority.Issue(name));
    }

    public string Certificate => Path.Combine(_directory, "node.pem");

    public string Key => Path.Combine(_directory, "node.key");

    public string Authorities => Path.Combine(_directory, "roots.pem");

    public TlsOptions Options => new() { Certificate = Certificate, Key = Key, CertificateAuthorities = Authorities };

    /// <summary>The settings of a node that listens for TLS on a loopback port.</summary>
    public string[] Settings =>
    [
        "--Sip:Listen:2=tls:127.0.0.1:0", $"--Sip:Tls:Certificate={Certificate}", $"--Sip:Tls:Key={Key}", $"--Sip:Tls:CertificateAuthorities={Authorities}",
    ];

    public void Write(X509Certificate2 certificate)
    {
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        WriteKey(certificate);
    }

    public void WriteKey(X509Certificate2 certificate)
    {
        using var key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Key, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
