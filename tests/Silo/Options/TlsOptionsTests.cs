using SystemConnector.Silo.Options;
using SystemConnector.Silo.Tests.Edge;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Silo.Tests.Options;

public sealed class TlsOptionsTests : IDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _files;

    public TlsOptionsTests() => _files = new TlsDirectory(_authority, "node.example");

    public void Dispose()
    {
        _files.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Files_that_belong_together_are_no_fault() => Assert.Empty(Faults(_files.Options));

    [Fact]
    public void Files_are_needed_where_the_node_listens_for_TLS_only()
    {
        Assert.Empty(Faults(new TlsOptions(), "tcp:127.0.0.1:5060"));
        Assert.Equal(
            ["Sip:Tls:Certificate: names no file, which a 'tls:' address in Sip:Listen needs.", "Sip:Tls:Key: names no file, which a 'tls:' address in Sip:Listen needs."],
            Faults(new TlsOptions()));
    }

    [Fact]
    public void File_that_is_not_there_is_named()
    {
        File.Delete(_files.Certificate);
        File.Delete(_files.Authorities);
        var faults = Faults(_files.Options);
        Assert.Equal(2, faults.Count);
        Assert.StartsWith($"Sip:Tls:Certificate: '{_files.Certificate}' cannot be read: ", faults[0], StringComparison.Ordinal);
        Assert.StartsWith($"Sip:Tls:CertificateAuthorities: '{_files.Authorities}' cannot be read: ", faults[1], StringComparison.Ordinal);
    }

    [Fact]
    public void File_that_holds_something_else_is_named()
    {
        File.WriteAllText(_files.Certificate, "no certificate");
        File.WriteAllText(_files.Authorities, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Equal(
            [
                $"Sip:Tls:CertificateAuthorities: '{_files.Authorities}' holds no certificate in PEM.",
                $"Sip:Tls:Certificate: '{_files.Certificate}' holds no certificate in PEM.",
            ],
            Faults(_files.Options));
    }

    [Fact]
    public void Key_of_another_certificate_is_a_fault()
    {
        _files.WriteKey(_authority.Issue("other.example"));
        Assert.Equal([$"Sip:Tls:Key: '{_files.Key}' holds no private key in PEM that belongs to the certificate in '{_files.Certificate}'."], Faults(_files.Options));
    }

    [Fact]
    public void Key_that_is_encrypted_is_said_to_be()
    {
        File.WriteAllText(_files.Key, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        Assert.Equal([$"Sip:Tls:Key: '{_files.Key}' is encrypted; the node needs it as it is, readable by its user only."], Faults(_files.Options));
    }

    private static IReadOnlyList<string> Faults(TlsOptions tls, string listen = "tls:127.0.0.1:5061") =>
        [.. new SipOptionsValidator().Validate(null, new SipOptions { Listen = [listen], Tls = tls }).Failures ?? []];
}
