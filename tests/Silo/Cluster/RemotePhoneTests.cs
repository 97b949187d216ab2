using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Silo.Registrations;
using SystemConnector.Silo.Tests.Calls;
using SystemConnector.Silo.Tests.Trunks;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Cluster;

/// <summary>Calls to a phone that is reached over a connection of another node only.</summary>
public sealed class RemotePhoneTests : IAsyncLifetime
{
    private const int A = 0, B = 1;

    private readonly TcpClient _phone = new(AddressFamily.InterNetwork), _again = new(AddressFamily.InterNetwork);
    private TestCluster _cluster = null!;
    private Sides _sides = null!;

    public async ValueTask InitializeAsync()
    {
        _cluster = await TestCluster.StartAsync(2);
        _sides = new Sides(_cluster[A]);
    }

    public async ValueTask DisposeAsync()
    {
        _phone.Dispose();
        _again.Dispose();
        _sides.Dispose();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task Phone_is_called_and_hangs_up_over_its_connection_to_the_other_node()
    {
        var stream = await ConnectPhoneAsync("161");
        var caller = await _sides.PhoneAsync("162");
        var near = RawDialog.Caller(caller, "<sip:162@a.example>", $"sip:161@{_cluster[A].Udp}");
        await caller.SendAsAsync("162", near, "INVITE");

        var invite = await ReadAsync(stream, "INVITE ");
        var tcp = _cluster[B].Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Tcp).Local;
        Assert.StartsWith($"SIP/2.0/TCP {tcp};", RawPeer.Value(invite, "Via"), StringComparison.Ordinal);
        await WriteAsync(stream, new FarRequest(invite, 0).Respond(200, $"Contact: <sip:161@{_phone.Client.LocalEndPoint};transport=tcp>"));
        near.Answered(await caller.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await ReadAsync(stream, "ACK ");

        // Our Contact leads to B, over the connection that is there.
        await WriteAsync(stream,
            $"BYE {RawPeer.Uri(invite, "Contact")} SIP/2.0\r\nVia: SIP/2.0/TCP {_phone.Client.LocalEndPoint};branch=z9hG4bKbye\r\nMax-Forwards: 70\r\n"
            + $"From: {RawPeer.Value(invite, "To")};tag=far\r\nTo: {RawPeer.Value(invite, "From")}\r\nCall-ID: {RawPeer.Value(invite, "Call-ID")}\r\nCSeq: 1 BYE\r\nContent-Length: 0\r\n\r\n");
        await caller.RespondAsync(await caller.ReceiveAsync("BYE "), "200 OK", "a");
        Assert.Equal(_cluster[A].Udp, caller.Source);
        await ReadAsync(stream, "SIP/2.0 200");
    }

    [Fact]
    public async Task Connection_that_is_gone_is_known_at_once_on_the_node_that_calls()
    {
        await ConnectPhoneAsync("163");
        var caller = await _sides.PhoneAsync("164");
        _phone.Client.Close(0);
        await TestCluster.Eventually(() => ((TcpTransport)_cluster[B].Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Tcp)).ConnectionCount == 0);
        var near = RawDialog.Caller(caller, "<sip:164@a.example>", $"sip:163@{_cluster[A].Udp}");
        await caller.SendAsAsync("164", near, "INVITE");
        // Well before the transaction would time out.
        await caller.ReceiveAsync("SIP/2.0 480");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_goes_on_over_the_connection_that_the_phone_made_anew(bool isNodeGone)
    {
        var stream = await ConnectPhoneAsync("165");
        var caller = await _sides.PhoneAsync("166");
        var near = RawDialog.Caller(caller, "<sip:166@a.example>", $"sip:165@{_cluster[A].Udp}");
        await caller.SendAsAsync("166", near, "INVITE");
        // As most phones over TLS and TCP, it takes no connection at its Contact.
        var contact = $"Contact: <sip:165@{_phone.Client.LocalEndPoint};transport=tcp>";
        await WriteAsync(stream, new FarRequest(await ReadAsync(stream, "INVITE "), 0).Respond(200, contact));
        near.Answered(await caller.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await ReadAsync(stream, "ACK ");

        var contactUri = contact["Contact: <".Length..^1];
        if (isNodeGone) await _cluster.KillAsync(B);
        else
        {
            _phone.Client.Close(0);
            await TestCluster.Eventually(() => ((TcpTransport)_cluster[B].Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Tcp)).ConnectionCount == 0);
        }
        stream = await ConnectPhoneAsync("165", _again, isNodeGone ? A : B, contactUri);

        await near.SendAsync("INVITE");
        await WriteAsync(stream, new FarRequest(await ReadAsync(stream, "INVITE "), 0).Respond(200, contact));
        near.Answered(await caller.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await ReadAsync(stream, "ACK ");
        await near.SendAsync("BYE");
        await WriteAsync(stream, new FarRequest(await ReadAsync(stream, "BYE "), 0).Respond(200));
        await caller.ReceiveAsync("SIP/2.0 200");
    }

    [Theory]
    [InlineData("INVITE", 1)]
    [InlineData("BYE", 1)]
    [InlineData("INFO", 0)]
    public async Task Request_to_a_phone_whose_node_died_waits_until_it_connects_anew(string method, int raisedAtLeast)
    {
        var stream = await ConnectPhoneAsync("167");
        var caller = await _sides.PhoneAsync("168");
        var near = RawDialog.Caller(caller, "<sip:168@a.example>", $"sip:167@{_cluster[A].Udp}");
        await caller.SendAsAsync("168", near, "INVITE");
        var contact = $"Contact: <sip:167@{_phone.Client.LocalEndPoint};transport=tcp>";
        var invite = await ReadAsync(stream, "INVITE ");
        await WriteAsync(stream, new FarRequest(invite, 0).Respond(200, contact));
        near.Answered(await caller.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await ReadAsync(stream, "ACK ");
        _phone.Client.Close(0);
        await _cluster.KillAsync(B);

        await near.SendAsync(method);
        // It is known by then that no connection can be made to where the phone was.
        if (method == "INVITE") await caller.ReceiveAsync("SIP/2.0 100");
        stream = await ConnectPhoneAsync("167", _again, A, contact["Contact: <".Length..^1]);
        var request = await ReadAsync(stream, method + " ");
        // The phone may have had the first one, and the next one of this dialog must be no repetition.
        var raised = CSeqOf(request) - CSeqOf(invite) - 1;
        Assert.InRange(raised, raisedAtLeast, raisedAtLeast * byte.MaxValue);
        await WriteAsync(stream, new FarRequest(request, 0).Respond(200, contact));
        var answer = await caller.ReceiveAsync("SIP/2.0 200");
        if (method != "INVITE") return;
        near.Answered(answer);
        await near.SendAsync("ACK");
        Assert.Equal(CSeqOf(request), CSeqOf(await ReadAsync(stream, "ACK ")));
    }

    private static int CSeqOf(string message) => int.Parse(RawPeer.Value(message, "CSeq").Split(' ')[0], CultureInfo.InvariantCulture);

    /// <summary>Connects a phone to B and says at A that it registered there.</summary>
    private async Task<NetworkStream> ConnectPhoneAsync(string extension, TcpClient? client = null, int node = B, string? contact = null)
    {
        var put = await _cluster[A].Services.GetRequiredService<IGrainFactory>().GetGrain<ISiteGrain>(_cluster[A].Site.Value)
            .PutNumbers([new LocalNumberSpec(extension, LocalNumberKind.Extension, "Noor Haddad", Secret: "s3cret-phone")]);
        Assert.True(put.Succeeded, string.Join(' ', put.Faults));
        client ??= _phone;
        var tcp = _cluster[node].Sip.Transports.First(static transport => transport.Protocol == TransportProtocol.Tcp);
        var trace = new FirstFlow();
        tcp.Trace = trace;
        client.Client.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await client.ConnectAsync(tcp.Local.ToIPEndPoint(), TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        var local = client.Client.LocalEndPoint;
        await WriteAsync(stream,
            $"OPTIONS sip:a.example SIP/2.0\r\nVia: SIP/2.0/TCP {local};branch=z9hG4bK{extension}\r\nMax-Forwards: 70\r\nFrom: <sip:{extension}@a.example>;tag=1\r\n"
            + $"To: <sip:a.example>\r\nCall-ID: {extension}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n");
        await ReadAsync(stream, "SIP/2.0 200");
        _cluster[A].Services.GetRequiredService<Locations>().Set(AddressOfRecordKey.Of(_cluster[A].Site, extension),
            [new Binding(contact ?? $"sip:{extension}@{local};transport=tcp", "", FlowName.Of(trace.Flow).ToString(), $"node-{TestCluster.NumberOf(node)}", "register", 1, TimeProvider.System.GetUtcNow().AddHours(1), "")]);
        return stream;
    }

    private static async Task WriteAsync(NetworkStream stream, string message) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(message), TestContext.Current.CancellationToken);

    /// <summary>The next message, of a node that sends no two at once.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream, string begin)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        var buffer = new byte[65_536];
        var message = Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, bound.Token));
        Assert.StartsWith(begin, message, StringComparison.Ordinal);
        return message;
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
}
