using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Silo.Tests.Edge;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Tests.Transports;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A trunk over TLS, from a whole node to a far side that is none of ours.</summary>
public sealed class TlsTrunkTests : IAsyncLifetime
{
    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _files;
    private readonly RunningNode _node;

    public TlsTrunkTests()
    {
        _files = new TlsDirectory(_authority, "node.example");
        _node = new RunningNode(_files.Settings);
    }

    public ValueTask InitializeAsync() => _node.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _files.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task Trunk_registers_and_calls_and_is_hung_up_on_over_one_connection()
    {
        using var far = new TlsFarSide(_authority.Issue("127.0.0.1"));
        var registrar = new Registrar("trunk", "pass-Word.17");
        far.Answer = request => request.Method switch
        {
            "REGISTER" => registrar.Answer(request),
            "INVITE" => request.Respond(200, $"Contact: <sip:200@{far.Local};transport=tls>"),
            _ => request.Respond(200),
        };
        var trunk = await ConnectAsync(far, "20");
        await UntilAsync(() => trunk().Status is { State: TrunkState.Registered, Cause: "" }, () => $"{trunk().Status}");
        var register = await far.ReceiveAsync("REGISTER ");
        Assert.StartsWith($"SIP/2.0/TLS 127.0.0.1:{Tls.Local.Port};", RawPeer.Value(register, "Via"), StringComparison.Ordinal);
        Assert.Equal($"sip:trunk@127.0.0.1:{Tls.Local.Port};transport=tls", RawPeer.Uri(register, "Contact"));

        await using var phone = await PhoneAsync();
        using var call = await phone.CallAsync("200", TestContext.Current.CancellationToken);
        Assert.Equal(200, call.Status);
        var invite = await far.ReceiveAsync("INVITE ");
        Assert.StartsWith("SIP/2.0/TLS ", RawPeer.Value(invite, "Via"), StringComparison.Ordinal);
        Assert.Contains(";transport=tls;sc=", RawPeer.Uri(invite, "Contact"), StringComparison.Ordinal);
        await far.ReceiveAsync("ACK ");
        await far.SendAsync(
            $"BYE {RawPeer.Uri(invite, "Contact")} SIP/2.0\nVia: SIP/2.0/TLS {far.Local};branch=z9hG4bKbye\nMax-Forwards: 70\n"
            + $"From: {RawPeer.Value(invite, "To")};tag=far\nTo: {RawPeer.Value(invite, "From")}\nCall-ID: {RawPeer.Value(invite, "Call-ID")}\nCSeq: 1 BYE\nContent-Length: 0\n\n");
        await far.ReceiveAsync("SIP/2.0 200");
        Assert.Equal(1, far.Connections);
    }

    [Fact]
    public async Task Call_goes_on_over_a_new_connection_when_the_far_side_closed_the_one_before()
    {
        using var far = new TlsFarSide(_authority.Issue("127.0.0.1"));
        far.Answer = request => request.Respond(200, $"Contact: <sip:200@{far.Local};transport=tls>");
        var trunk = await ConnectAsync(far, "20");
        await UntilAsync(() => trunk().Status is { State: TrunkState.Registered }, () => $"{trunk().Status}");
        await using var phone = await PhoneAsync();
        using var call = await phone.CallAsync("200", TestContext.Current.CancellationToken);
        await far.ReceiveAsync("ACK ");
        far.HangUp();
        // Noticed; an OPTIONS may have opened the next one already.
        await UntilAsync(() => Tls.ConnectionCount == 0 || far.Connections == 2, () => "the connection is there");

        Assert.Equal(200, await call.HangUpAsync(TestContext.Current.CancellationToken));
        await far.ReceiveAsync("BYE ");
        Assert.Equal(2, far.Connections);
    }

    [Fact]
    public async Task Certificate_for_another_name_says_so_in_the_trunks_state_and_a_pinned_one_mends_it()
    {
        var certificate = _authority.Issue("pbx.example");
        var fingerprint = certificate.GetCertHashString(HashAlgorithmName.SHA256);
        using var far = new TlsFarSide(certificate);
        var trunk = await ConnectAsync(far, "20");
        await UntilAsync(() => trunk().Status?.State == TrunkState.Unreachable, () => $"{trunk().Status}");
        Assert.Equal(
            "The far side's certificate is for pbx.example, not for 127.0.0.1; give this connector the name in it as address, or let the far side have one for 127.0.0.1.",
            trunk().Status!.Cause);

        await ChangeAsync(trunk().Configuration.Connector, far, "20", new TlsPolicy(Fingerprint: fingerprint));
        await UntilAsync(() => trunk().Status is { State: TrunkState.Registered, Cause: "" }, () => $"{trunk().Status}");

        await ChangeAsync(trunk().Configuration.Connector, far, "20", new TlsPolicy(Verify: false, Fingerprint: new string('b', 64)));
        await UntilAsync(() => trunk().Status?.State == TrunkState.Unreachable, () => $"{trunk().Status}");
        Assert.Contains($"its SHA-256 is {fingerprint}, pinned is {new string('B', 64)};", trunk().Status!.Cause, StringComparison.Ordinal);

        await ChangeAsync(trunk().Configuration.Connector, far, "20", new TlsPolicy(Verify: false));
        await UntilAsync(() => trunk().Status is { State: TrunkState.Registered }, () => $"{trunk().Status}");
    }

    [Fact]
    public async Task Registered_phone_is_called_over_the_connection_that_it_opened()
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(Tls.Local.ToIPEndPoint(), TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // Which certificate the node shows is for other tests.
        await using var stream = new SslStream(socket.GetStream(), false, static (_, _, _, _) => true);
#pragma warning restore CA5359
        await stream.AuthenticateAsClientAsync("node.example");
        var trace = new FirstFlow();
        Tls.Trace = trace;
        var local = socket.Client.LocalEndPoint;
        await WriteAsync(stream,
            $"OPTIONS sip:a.example SIP/2.0\nVia: SIP/2.0/TLS {local};branch=z9hG4bKo\nMax-Forwards: 70\nFrom: <sip:151@a.example>;tag=o\nTo: <sip:a.example>\nCall-ID: o\nCSeq: 1 OPTIONS\nContent-Length: 0\n\n");
        Assert.StartsWith("SIP/2.0 200", await ReadAsync(stream), StringComparison.Ordinal);

        await using var caller = await PhoneAsync();
        var put = await _node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_node.Site.Value)
            .PutNumbers([new LocalNumberSpec("151", LocalNumberKind.Extension, "Noor Haddad", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        _node.Services.GetRequiredService<Locations>().Set(AddressOfRecordKey.Of(_node.Site, "151"),
            [new Binding($"sip:151@{local};transport=tls", "", FlowName.Of(trace.Flow).ToString(), "node", "register", 1, TimeProvider.System.GetUtcNow().AddHours(1), "")]);

        using var call = caller.StartCall("151");
        var invite = await ReadAsync(stream);
        Assert.StartsWith("INVITE sip:151@", invite, StringComparison.Ordinal);
        await WriteAsync(stream, new FarRequest(invite, 0).Respond(200, $"Contact: <sip:151@{local};transport=tls>"));
        Assert.Equal(200, await call.FinalAsync(TestContext.Current.CancellationToken));
        Assert.StartsWith("ACK sip:151@", await ReadAsync(stream), StringComparison.Ordinal);
        Assert.Equal(1, Tls.ConnectionCount);
    }

    private TlsTransport Tls => _node.Sip.Transports.OfType<TlsTransport>().Single();

    /// <summary>Links the far side; gives its trunk as it is then.</summary>
    private async Task<Func<Trunk>> ConnectAsync(TlsFarSide far, string prefix)
    {
        var connector = ConnectorId.New();
        var created = await Grain(connector).Create(_node.Site, Spec(far, prefix, TlsPolicy.Default));
        Assert.True(created.Succeeded, string.Join(' ', created.Faults));
        var trunks = _node.Services.GetRequiredService<TrunkClient>();
        await UntilAsync(() => trunks.Find(connector) is not null, () => "no trunk");
        return () => trunks.Find(connector)!;
    }

    private async Task ChangeAsync(ConnectorId connector, TlsFarSide far, string prefix, TlsPolicy tls)
    {
        var changed = await Grain(connector).Update(Spec(far, prefix, tls), null);
        Assert.True(changed.Succeeded, string.Join(' ', changed.Faults));
    }

    private IConnectorGrain Grain(ConnectorId connector) => _node.Services.GetRequiredService<IGrainFactory>().GetGrain<IConnectorGrain>(connector.Value);

    private static ConnectorSpec Spec(TlsFarSide far, string prefix, TlsPolicy tls) => new(
        "Far", ConnectionType.Password, far.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")], "trunk", "pass-Word.17",
        Transport: TrunkTransport.Tls, Tls: tls);

    /// <summary>A phone of the node, 150.</summary>
    private async Task<UserAgent> PhoneAsync()
    {
        var put = await _node.Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_node.Site.Value)
            .PutNumbers([new LocalNumberSpec("150", LocalNumberKind.Extension, "Rani Oliver", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        return UserAgent.Start(new UserAgentOptions { Name = "Phone", User = "150", Domain = "a.example", Proxy = _node.Udp, Password = "s3cret-phone" });
    }

    private static async Task WriteAsync(SslStream stream, string message) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(message.ReplaceLineEndings("\r\n")), TestContext.Current.CancellationToken);

    /// <summary>The next message, of a node that sends no two at once.</summary>
    private static async Task<string> ReadAsync(SslStream stream)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        var buffer = new byte[65_536];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, bound.Token));
    }

    /// <summary>Keeps the flow of the first message that came.</summary>
    private sealed class FirstFlow : IMessageTrace
    {
        public Flow Flow { get; private set; }

        public void Received(ReadOnlySpan<byte> message, in Flow flow)
        {
            if (Flow == default) Flow = flow;
        }

        public void Sent(ReadOnlySpan<byte> message, in Flow flow)
        {
        }
    }

    private static async Task UntilAsync(Func<bool> condition, Func<string> otherwise)
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(bound.IsCancellationRequested, otherwise());
            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }
}
