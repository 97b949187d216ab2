using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Calls of a caller whose connection breaks while they ring.</summary>
public sealed class LostConnectionTests(RunningNode node) : IClassFixture<RunningNode>, IDisposable
{
    private readonly Sides _sides = new(node);

    public void Dispose() => _sides.Dispose();

    [Fact]
    public async Task Rfc3261_18_2_2_answer_goes_over_a_connection_that_we_open_to_where_the_caller_listens()
    {
        var far = await _sides.FarAsync("63");
        var phone = await _sides.PhoneAsync("143");
        using var listener = new TcpListener(far.Local.Address, 0);
        listener.Start();
        var tcp = node.Sip.Transports.Single(static transport => transport.Protocol == TransportProtocol.Tcp).Local.ToIPEndPoint();
        string invite;
        using (var caller = new TcpClient(new IPEndPoint(far.Local.Address, 0)))
        {
            await caller.ConnectAsync(tcp, TestContext.Current.CancellationToken);
            var connection = caller.GetStream();
            await WriteAsync(connection, Request("INVITE", $"sip:143@{tcp}", "<sip:143@a.example>", listener));
            Assert.StartsWith("SIP/2.0 100", await ReadAsync(connection), StringComparison.Ordinal);
            invite = await phone.ReceiveAsync("INVITE ");
            caller.Client.Shutdown(SocketShutdown.Send);
            Assert.Empty(await ReadAsync(connection)); // The node has closed it.
        }

        await phone.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:143@{phone.Local}>\n");
        using var reconnected = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var anew = reconnected.GetStream();
        var answer = await ReadAsync(anew);
        Assert.StartsWith("SIP/2.0 200 ", answer, StringComparison.Ordinal);

        // What comes next takes the same connection, either way.
        await WriteAsync(anew, Request("ACK", RawPeer.Uri(answer, "Contact"), RawPeer.Value(answer, "To"), listener));
        await phone.ReceiveAsync("ACK ");
        await phone.RespondAsync(invite, "200 OK", "b", $"Contact: <sip:143@{phone.Local}>\n");
        Assert.StartsWith("SIP/2.0 200 ", await ReadAsync(anew), StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    private static string Request(string method, string uri, string to, TcpListener listener) =>
        $"{method} {uri} SIP/2.0\r\nVia: SIP/2.0/TCP {listener.LocalEndpoint};branch=z9hG4bK{method}\r\nMax-Forwards: 70\r\nFrom: <sip:630@far>;tag=a\r\nTo: {to}\r\n"
        + $"Call-ID: lost-connection\r\nCSeq: 1 {method}\r\nContact: <sip:630@{listener.LocalEndpoint};transport=tcp>\r\nContent-Length: 0\r\n\r\n";

    private static async Task WriteAsync(NetworkStream stream, string message) =>
        await stream.WriteAsync(Encoding.ASCII.GetBytes(message), TestContext.Current.CancellationToken);

    /// <summary>The next message, of a node that sends no two at once; empty at the end.</summary>
    private static async Task<string> ReadAsync(NetworkStream stream)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        var buffer = new byte[65_536];
        return Encoding.ASCII.GetString(buffer, 0, await stream.ReadAsync(buffer, bound.Token));
    }
}
