using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemConnector.Silo.Tests.Demo;

/// <summary>A caller on a bare socket that acknowledges an answer only when it is told to, as if its ACKs were lost.</summary>
internal sealed class LossyCaller : IAsyncDisposable
{
    private readonly UdpClient _socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private string _to = "<sip:160@test.example>";

    public LossyCaller(IPEndPoint callee) => _socket.Connect(callee);

    public void Invite() => Send("INVITE", "Content-Length: 0\r\n\r\n", "invite");

    public void Acknowledge() => Send("ACK", "Content-Length: 0\r\n\r\n", "ack");

    /// <summary>Waits for so many 200 and returns how many came.</summary>
    public async Task<int> CountAnswersAsync(int expected, CancellationToken cancellation)
    {
        var count = 0;
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        bound.CancelAfter(TimeSpan.FromSeconds(5));
        while (count < expected)
        {
            var datagram = await _socket.ReceiveAsync(bound.Token);
            var text = Encoding.ASCII.GetString(datagram.Buffer);
            if (!text.StartsWith("SIP/2.0 200", StringComparison.Ordinal)) continue;
            _to = text.Split("\r\n").Single(static line => line.StartsWith("To: ", StringComparison.Ordinal))[4..];
            count++;
        }
        return count;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Send(string method, string rest, string branch)
    {
        var local = (IPEndPoint)_socket.Client.LocalEndPoint!;
        var message =
            $"{method} sip:160@test.example SIP/2.0\r\nVia: SIP/2.0/UDP {local};branch=z9hG4bK{branch};rport\r\nMax-Forwards: 70\r\n" +
            $"From: <sip:100@test.example>;tag=lossy\r\nTo: {_to}\r\nCall-ID: lossy\r\nCSeq: 1 {method}\r\nContact: <sip:100@{local}>\r\n{rest}";
        _socket.Send(Encoding.ASCII.GetBytes(message));
    }
}
