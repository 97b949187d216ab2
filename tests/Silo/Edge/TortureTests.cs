using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Sip.Tests.Rfc4475;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Edge;

/// <summary>Every message of RFC 4475 sent to a whole node: it answers as the table says, and goes on serving.</summary>
public sealed class TortureTests(RunningNode node) : IClassFixture<RunningNode>
{
    public static TheoryData<string> Names => [.. TortureMessages.All.Select(static message => message.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Rfc4475_message_is_answered_as_the_table_says(string name)
    {
        var message = TortureMessages.All.Single(candidate => candidate.Name == name);
        var transport = node.Sip.Transports.Single(static candidate => candidate.Protocol == TransportProtocol.Udp);
        var trace = new SentStatuses();
        transport.Trace = trace;
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var target = transport.Local.ToIPEndPoint();

        await socket.SendToAsync(message.Bytes(), target);
        // One thread takes datagrams in their order: once the OPTIONS is answered, whatever was to be said to the message is said.
        await socket.SendToAsync(Encoding.ASCII.GetBytes(Options(socket, target)), target);
        var buffer = new byte[65_536];
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(10));
        string answer;
        do
        {
            var length = await socket.ReceiveAsync(buffer, bound.Token);
            answer = Encoding.Latin1.GetString(buffer, 0, length);
        }
        while (!answer.Contains("1 OPTIONS\r\n", StringComparison.Ordinal) || !answer.Contains("torture-end", StringComparison.Ordinal));
        transport.Trace = null;

        Assert.StartsWith("SIP/2.0 200", answer, StringComparison.Ordinal);
        var statuses = trace.Statuses;
        switch (message.Status)
        {
            case 0:
                Assert.Empty(statuses);
                break;
            case { } expected:
                Assert.Equal([expected], statuses);
                break;
            default:
                // Routing and authentication decide: nobody here has proven who it is, or OPTIONS, which anybody may ask.
                Assert.Contains(Assert.Single(statuses), new[] { 200, 401, 405, 481 });
                break;
        }
    }

    private static string Options(Socket socket, IPEndPoint target) =>
        $"OPTIONS sip:{target} SIP/2.0\r\nVia: SIP/2.0/UDP {socket.LocalEndPoint};rport;branch=z9hG4bKend{Guid.NewGuid():N}\r\nMax-Forwards: 70\r\n"
        + $"From: <sip:test@127.0.0.1>;tag=1\r\nTo: <sip:{target}>\r\nCall-ID: torture-end-{Guid.NewGuid():N}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";

    /// <summary>The statuses that were sent, but for those of the closing OPTIONS.</summary>
    private sealed class SentStatuses : IMessageTrace
    {
        private readonly ConcurrentQueue<int> _statuses = new();

        public int[] Statuses => [.. _statuses];

        public void Received(ReadOnlySpan<byte> message, in Flow flow)
        {
        }

        public void Sent(ReadOnlySpan<byte> message, in Flow flow)
        {
            if (message.IndexOf("torture-end"u8) < 0) _statuses.Enqueue(int.Parse(Encoding.ASCII.GetString(message.Slice(8, 3))));
        }
    }
}
