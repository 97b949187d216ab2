using System.Net;
using System.Security.Cryptography.X509Certificates;
using SystemConnector.Conformance.Tests.Nodes;
using SystemConnector.Conformance.Tests.Sipp;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Conformance.Tests.Tls;

/// <summary>A connector over TLS, with Kamailio and its OpenSSL at the other end and SIPp behind it. Both show certificates, and both check them.</summary>
public sealed class TlsTests : IAsyncLifetime
{
    private const string Username = "trunk", Password = "pass-Word.17";
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(20);

    private readonly TestAuthority _authority = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("sc-tls-").FullName;
    private readonly IPEndPoint _tls = new(IPAddress.Loopback, Loopback.FreePort(IPAddress.Loopback));
    private NodeProcess? _node;

    public async ValueTask InitializeAsync()
    {
        SippInstallation.Require();
        TlsInstallation.Require();
        var certificate = _authority.Issue(_tls.Address.ToString());
        using var key = certificate.GetECDsaPrivateKey()!;
        var (pem, keyPem, roots) = (Path.Combine(_directory, "node.pem"), Path.Combine(_directory, "node.key"), Path.Combine(_directory, "roots.pem"));
        File.WriteAllText(pem, certificate.ExportCertificatePem());
        File.WriteAllText(keyPem, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(roots, _authority.RootPem);
        _node = await NodeProcess.StartAsync(
            $"--Sip:Listen:2=tls:{_tls}", $"--Sip:Tls:Certificate={pem}", $"--Sip:Tls:Key={keyPem}", $"--Sip:Tls:CertificateAuthorities={roots}",
            "--Sip:Tls:RequireClientCertificate=true");
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Theory]
    [InlineData("caller")]
    [InlineData("callee")]
    public async Task We_register_and_call_over_TLS(string hangup)
    {
        var east = Loopback.NextEndpoint();
        var site = await TestSite.CreateAsync(_node!);
        await using var proxy = await TlsProxy.StartAsync(_authority, _tls, east);
        await site.AddExtensionsAsync("100");
        var connector = await site.AddTlsConnectorAsync("East", proxy.Tls, "200", "299", Username, Password);
        await connector.TrunkIsAsync("REGISTERED", s_bound);

        await using var far = await SippProcess.ListenAsync(SippRole.Listener("callee", SipTransport.Udp, east, ("hangup", hangup)));
        await SippProcess.RunAsync(SippRole.Caller("caller", SipTransport.Udp, Loopback.NextEndpoint(), site.Node.Sip, "100", "200", site.Domain, ("hangup", hangup)));
        await far.FinishAsync();

        var via = far.ReceivedRequests("INVITE")[0].Headers("Via");
        Assert.Contains(via, value => value.StartsWith($"SIP/2.0/TLS {_tls};", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Far_end_calls_in_over_TLS()
    {
        var east = Loopback.NextEndpoint();
        var site = await TestSite.CreateAsync(_node!);
        await using var proxy = await TlsProxy.StartAsync(_authority, _tls, east);
        var connector = await site.AddTlsConnectorAsync("East", proxy.Tls, "200", "299", Username, Password);
        await connector.TrunkIsAsync("REGISTERED", s_bound);
        await using var phone = await RegisteredPhone.StartAsync(site, "150", "callee", SipTransport.Udp);
        await SippProcess.RunAsync(SippRole.Caller("caller", SipTransport.Udp, east, proxy.Udp, Username, "150", site.Domain, ("password", Password)));
        await phone.FinishAsync();
    }

    [Fact]
    public async Task Far_end_whose_authority_is_unknown_is_not_believed_and_named()
    {
        using var stranger = new TestAuthority("Somebody Else");
        var site = await TestSite.CreateAsync(_node!);
        await using var proxy = await TlsProxy.StartAsync(stranger, _tls, Loopback.NextEndpoint());
        var connector = await site.AddTlsConnectorAsync("East", proxy.Tls, "200", "299", Username, Password);
        var trunk = await connector.TrunkIsAsync("UNREACHABLE", s_bound);
        Assert.StartsWith(
            "The far side's certificate was issued by \"Somebody Else\", which this node does not trust; add its authority to Sip:Tls:CertificateAuthorities, or pin this certificate",
            trunk.GetProperty("cause").GetString(), StringComparison.Ordinal);
    }
}
