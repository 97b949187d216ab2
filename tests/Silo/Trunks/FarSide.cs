using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A far side on a real loopback socket that answers as scripted.</summary>
internal sealed class FarSide : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly TimeProvider _time;
    private readonly ConcurrentQueue<FarRequest> _requests = [];
    private int _received, _answered;

    public FarSide(TimeProvider time, string address = "127.0.0.1", int port = 0)
    {
        _time = time;
        _socket.Bind(new IPEndPoint(IPAddress.Parse(address), port));
        _socket.ReceiveBufferSize = 8 * 1024 * 1024;
        Address = TransportAddress.Of((IPEndPoint)_socket.LocalEndPoint!);
        _ = Receive();
    }

    public TransportAddress Address { get; }

    public int Port => Address.Port;

    /// <summary>What it answers; null for silence.</summary>
    public Func<FarRequest, string?> Answer { get; set; } = static request => request.Respond(200);

    public int Received => Volatile.Read(ref _received);

    public int Answered => Volatile.Read(ref _answered);

    public IReadOnlyList<FarRequest> Requests => [.. _requests];

    public IReadOnlyList<FarRequest> Of(string method) => [.. _requests.Where(request => request.Method == method)];

    /// <summary>Requests of that method, retransmissions left out.</summary>
    public IReadOnlyList<FarRequest> Distinct(string method) => [.. Of(method).DistinctBy(static request => request.Header("Via"))];

    public void Dispose() => _socket.Dispose();

    private async Task Receive()
    {
        var buffer = new byte[65_536];
        var from = new IPEndPoint(IPAddress.Any, 0);
        try
        {
            while (true)
            {
                var result = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, from);
                var request = new FarRequest(Encoding.UTF8.GetString(buffer, 0, result.ReceivedBytes), _time.GetUtcNow().Ticks);
                _requests.Enqueue(request);
                if (Answer(request) is { } answer)
                {
                    Interlocked.Increment(ref _answered);
                    await _socket.SendToAsync(Encoding.UTF8.GetBytes(answer), SocketFlags.None, result.RemoteEndPoint);
                }
                Interlocked.Increment(ref _received);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }
}
