using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Threading.Channels;

namespace SystemConnector.Silo.Tests.Trunks;

/// <summary>A far side that takes connections by .NET alone, over TLS or, without a certificate, over TCP; it reads messages as text and answers as scripted.</summary>
internal sealed class TlsFarSide : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly X509Certificate2? _certificate;
    private readonly Channel<string> _messages = Channel.CreateUnbounded<string>();
    private readonly ConcurrentQueue<Stream> _streams = [];
    private IPEndPoint? _last;
    private int _connections;

    /// <summary>Who connected last.</summary>
    public IPEndPoint? Peer => Volatile.Read(ref _last);

    public TlsFarSide(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    public IPEndPoint Local => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>How many connections were made.</summary>
    public int Connections => Volatile.Read(ref _connections);

    /// <summary>What it answers; null for silence.</summary>
    public Func<FarRequest, string?> Answer { get; set; } = static request => request.Respond(200);

    /// <summary>The next message that begins so; others are passed over.</summary>
    public async Task<string> ReceiveAsync(string begin)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(20));
        while (true)
        {
            var message = await _messages.Reader.ReadAsync(bound.Token);
            if (message.StartsWith(begin, StringComparison.Ordinal)) return message;
        }
    }

    /// <summary>Sends over the last connection.</summary>
    public async Task SendAsync(string message) =>
        await _streams.Last().WriteAsync(Encoding.ASCII.GetBytes(message.ReplaceLineEndings("\r\n")), TestContext.Current.CancellationToken);

    /// <summary>Closes all connections that there are.</summary>
    public void HangUp()
    {
        foreach (var stream in _streams) stream.Dispose();
    }

    public void Dispose()
    {
        _listener.Dispose();
        HangUp();
        _certificate?.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        Interlocked.Increment(ref _connections);
        Volatile.Write(ref _last, (IPEndPoint?)socket.RemoteEndPoint);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_certificate is not null)
            {
                var secured = new SslStream(stream);
                stream = secured;
                await secured.AuthenticateAsServerAsync(_certificate);
            }
            _streams.Enqueue(stream);
            var held = "";
            var buffer = new byte[65_536];
            while (await stream.ReadAsync(buffer) is var length and > 0)
            {
                held += Encoding.UTF8.GetString(buffer, 0, length);
                while (Length(held) is var whole and > 0 && whole <= held.Length)
                {
                    var message = held[..whole];
                    held = held[whole..];
                    var isRequest = !message.StartsWith("SIP/2.0 ", StringComparison.Ordinal);
                    if (isRequest && !message.StartsWith("ACK ", StringComparison.Ordinal) && Answer(new FarRequest(message, 0)) is { } answer)
                        await stream.WriteAsync(Encoding.UTF8.GetBytes(answer));
                    _messages.Writer.TryWrite(message);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or ObjectDisposedException or AuthenticationException)
        {
            // The node closed, or refused the certificate.
        }
        finally
        {
            await stream.DisposeAsync();
        }
    }

    /// <summary>How long the first message is; 0 while its header is not there.</summary>
    private static int Length(string held)
    {
        var end = held.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0) return 0;
        var body = held[..end].Split("\r\n").Single(static line => line.StartsWith("Content-Length: ", StringComparison.Ordinal));
        return end + 4 + int.Parse(body["Content-Length: ".Length..]);
    }
}
