using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemConnector.Silo.Tests.Locating;

/// <summary>A DNS server on loopback, UDP and TCP on one port, that answers as scripted; messages are written by hand.</summary>
internal sealed class DnsServer : IDisposable
{
    private readonly Socket _udp = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Socket _tcp;
    private int _asked, _askedOverTcp;

    public DnsServer()
    {
        // A port that is free for both.
        while (true)
        {
            var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                tcp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
                _udp.Bind(tcp.LocalEndPoint!);
                _tcp = tcp;
                break;
            }
            catch (SocketException)
            {
                tcp.Dispose();
            }
        }
        _tcp.Listen();
        _ = ReceiveDatagrams();
        _ = Accept();
    }

    public string Address => _tcp.LocalEndPoint!.ToString()!;

    public int Asked => Volatile.Read(ref _asked);

    public int AskedOverTcp => Volatile.Read(ref _askedOverTcp);

    /// <summary>The answer to a name and type (1 A, 28 AAAA, 33 SRV, 35 NAPTR); null for silence.</summary>
    public Func<string, int, DnsReply?> Answer { get; set; } = static (_, _) => new DnsReply();

    public void Dispose()
    {
        _udp.Dispose();
        _tcp.Dispose();
    }

    private async Task ReceiveDatagrams()
    {
        var buffer = new byte[4096];
        try
        {
            while (true)
            {
                var received = await _udp.ReceiveFromAsync(buffer, SocketFlags.None, new IPEndPoint(IPAddress.Any, 0));
                Interlocked.Increment(ref _asked);
                if (Reply(buffer.AsSpan(0, received.ReceivedBytes), isTcp: false) is { } reply) await _udp.SendToAsync(reply, SocketFlags.None, received.RemoteEndPoint);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                using var connection = await _tcp.AcceptAsync();
                await using var stream = new NetworkStream(connection);
                var length = new byte[2];
                await stream.ReadExactlyAsync(length);
                var query = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(query);
                Interlocked.Increment(ref _askedOverTcp);
                if (Reply(query, isTcp: true) is not { } reply) continue;
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)reply.Length);
                await stream.WriteAsync((byte[])[.. length, .. reply]);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Disposed.
        }
    }

    private byte[]? Reply(ReadOnlySpan<byte> query, bool isTcp)
    {
        var name = new StringBuilder();
        var end = 12;
        while (query[end] != 0)
        {
            name.Append(Encoding.ASCII.GetString(query.Slice(end + 1, query[end]))).Append('.');
            end += query[end] + 1;
        }
        var type = BinaryPrimitives.ReadUInt16BigEndian(query[(end + 1)..]);
        if (Answer(name.ToString().TrimEnd('.'), type) is not { } reply) return null;
        if (reply.Raw is { } raw) return raw;
        var isCut = reply.IsTooLargeForUdp && !isTcp;
        var message = new List<byte>();
        message.AddRange(query[..2]);
        message.AddRange([(byte)(0x81 | (isCut ? 2 : 0)), (byte)(0x80 | reply.Code), 0, 1]);
        Put(message, isCut ? 0 : reply.Answers.Count);
        message.AddRange([0, 0]);
        Put(message, isCut ? 0 : reply.Additional.Count);
        message.AddRange(query[12..(end + 5)]);
        if (!isCut)
            foreach (var record in reply.Answers.Concat(reply.Additional)) message.AddRange(record);
        return [.. message];
    }

    private static void Put(List<byte> message, int value) => message.AddRange([(byte)(value >> 8), (byte)value]);
}

/// <summary>What the server says; by default that the name has no such records.</summary>
internal sealed class DnsReply
{
    public int Code { get; init; }

    public bool IsTooLargeForUdp { get; init; }

    /// <summary>Sent as it is.</summary>
    public byte[]? Raw { get; init; }

    public List<byte[]> Answers { get; } = [];

    public List<byte[]> Additional { get; } = [];

    public DnsReply Address(string name, string address, int seconds = 300)
    {
        var bytes = IPAddress.Parse(address).GetAddressBytes();
        Answers.Add(Record(name, bytes.Length == 4 ? 1 : 28, seconds, bytes));
        return this;
    }

    public DnsReply Service(string name, int priority, int weight, int port, string target, int seconds = 300)
    {
        Answers.Add(Record(name, 33, seconds, [0, (byte)priority, 0, (byte)weight, (byte)(port >> 8), (byte)port, .. Name(target)]));
        return this;
    }

    public DnsReply Pointer(string name, string service, string replacement, int seconds = 300)
    {
        Answers.Add(Record(name, 35, seconds, [0, 1, 0, 1, 1, (byte)'s', (byte)service.Length, .. Encoding.ASCII.GetBytes(service), 0, .. Name(replacement)]));
        return this;
    }

    public DnsReply Alias(string name, string canonical, int seconds = 300)
    {
        Answers.Add(Record(name, 5, seconds, Name(canonical)));
        return this;
    }

    public DnsReply Along(string name, string address, int seconds = 300)
    {
        Additional.Add(Record(name, 1, seconds, IPAddress.Parse(address).GetAddressBytes()));
        return this;
    }

    private static byte[] Record(string name, int type, int seconds, byte[] data) =>
        [.. Name(name), 0, (byte)type, 0, 1, (byte)(seconds >> 24), (byte)(seconds >> 16), (byte)(seconds >> 8), (byte)seconds, (byte)(data.Length >> 8), (byte)data.Length, .. data];

    private static byte[] Name(string name)
    {
        var bytes = new List<byte>();
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries)) bytes.AddRange([(byte)label.Length, .. Encoding.ASCII.GetBytes(label)]);
        bytes.Add(0);
        return [.. bytes];
    }
}
