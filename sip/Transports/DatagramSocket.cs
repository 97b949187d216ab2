using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>Takes datagrams. Called on the socket's thread; the buffer may be written to, and is valid for the call only.</summary>
public interface IDatagramReceiver
{
    /// <summary>A datagram came: the first bytes of the buffer.</summary>
    void Received(byte[] buffer, int length, in TransportAddress source);
}

/// <summary>
/// A UDP socket with a thread of its own that blocks on it: a datagram costs one system call in and, handled on the same
/// thread, one out. An asynchronous receive costs four to six times the CPU at 10,000 packets/s.
/// </summary>
public sealed class DatagramSocket : IAsyncDisposable
{
    private const int SocketBuffer = 8 * 1024 * 1024;
    private const int SolSocket = 1, SoReceiveBufferForce = 33, SoSendBufferForce = 32;

    [ThreadStatic] private static SocketAddress? t_destination4, t_destination6;

    private readonly Socket _socket;
    private readonly Thread _thread;
    private readonly Action<Exception> _onFault;
    private IDatagramReceiver? _receiver;
    private volatile bool _stopping;

    /// <summary>Binds the socket.</summary>
    /// <param name="local">Where to listen; port 0 lets the system choose.</param>
    /// <param name="name">What its thread is called, before the address.</param>
    /// <param name="onFault">Told of an exception in the receiver, which is a bug of ours; the next datagram is taken all the same.</param>
    /// <param name="isStandby">True for an address that this machine may not have yet.</param>
    /// <exception cref="SocketException">The address is in use or not ours.</exception>
    public DatagramSocket(IPEndPoint local, string name, Action<Exception> onFault, bool isStandby = false)
    {
        ArgumentNullException.ThrowIfNull(local);
        _onFault = onFault;
        _socket = new Socket(local.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        if (local.AddressFamily == AddressFamily.InterNetworkV6) _socket.DualMode = false;
        if (isStandby) FreeBind.Allow(_socket);
        EnlargeBuffers(_socket);
        _socket.Bind(local);
        Bound = (IPEndPoint)_socket.LocalEndPoint!;
        Local = TransportAddress.Of(Bound);
        _thread = new Thread(Receive) { IsBackground = true, Name = $"{name}-{Bound}" };
    }

    /// <summary>Where it listens, as an object.</summary>
    public IPEndPoint Bound { get; }

    /// <summary>Where it listens.</summary>
    public TransportAddress Local { get; }

    /// <summary>The loop that receives.</summary>
    public LoopTurn Loop { get; } = new();

    /// <summary>Begins to receive.</summary>
    public void Start(IDatagramReceiver receiver)
    {
        _receiver = receiver;
        _thread.Start();
    }

    /// <summary>True when there is such an address, and the socket reaches its family.</summary>
    public bool Reaches(in TransportAddress remote) => remote.IsIPv6 == Local.IsIPv6 && remote.Port != 0;

    /// <summary>Sends at once; false when it is known that it does not arrive.</summary>
    public bool Send(in TransportAddress remote, ReadOnlySpan<byte> datagram)
    {
        if (!Reaches(remote)) return false;
        var destination = remote.IsIPv6
            ? t_destination6 ??= new SocketAddress(AddressFamily.InterNetworkV6, 28)
            : t_destination4 ??= new SocketAddress(AddressFamily.InterNetwork, 16);
        remote.Write(destination);
        try
        {
            return _socket.SendTo(datagram, SocketFlags.None, destination) == datagram.Length;
        }
        catch (SocketException)
        {
            return false; // No route, too long, or refused by a filter: whoever sends learns it at once.
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _stopping = true;
        _socket.Dispose();
        if (_thread.IsAlive && Thread.CurrentThread != _thread) _thread.Join(TimeSpan.FromSeconds(2));
        return ValueTask.CompletedTask;
    }

    private void Receive()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(65_536, pinned: true);
        var source = new SocketAddress(_socket.AddressFamily);
        var receiver = _receiver!;
        while (!_stopping)
        {
            try
            {
                Loop.Waits();
                var length = _socket.ReceiveFrom(buffer, SocketFlags.None, source);
                Loop.Works();
                receiver.Received(buffer, length, TransportAddress.Read(source));
            }
            catch (SocketException)
            {
                // An ICMP error of an earlier send, or the socket was closed.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
#pragma warning disable CA1031 // One datagram must not end the receiving of all others.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                _onFault(exception);
            }
        }
    }

    /// <summary>Asks for more room than the system's default maximum where we are allowed to: a burst must not be lost in the kernel.</summary>
    private static void EnlargeBuffers(Socket socket)
    {
        Span<byte> size = stackalloc byte[4];
        BitConverter.TryWriteBytes(size, SocketBuffer);
        try
        {
            socket.SetRawSocketOption(SolSocket, SoReceiveBufferForce, size);
            socket.SetRawSocketOption(SolSocket, SoSendBufferForce, size);
        }
        catch (SocketException)
        {
            socket.ReceiveBufferSize = SocketBuffer;
            socket.SendBufferSize = SocketBuffer;
        }
    }
}
