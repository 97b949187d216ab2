using System.Net.Sockets;

namespace SystemConnector.Sip.Transports;

/// <summary>A connection over which messages go as they are: straight between the buffers and the socket.</summary>
internal sealed class TcpConnection(StreamTransport transport, Socket socket, in Flow flow, bool isIncoming) : StreamConnection(transport, socket, flow, isIncoming)
{
    protected override async ValueTask OpenAsync()
    {
        // Sending must not wait; receiving does so without a thread.
        Socket.Blocking = false;
        await base.OpenAsync().ConfigureAwait(false);
    }

    protected override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => Socket.ReceiveAsync(buffer, SocketFlags.None);

    protected override int SendNow(ReadOnlySpan<byte> bytes, out bool failed)
    {
        failed = false;
        try
        {
            var sent = Socket.Send(bytes, SocketFlags.None, out var error);
            if (error == SocketError.Success) return sent;
            failed = error is not (SocketError.WouldBlock or SocketError.IOPending);
        }
        catch (ObjectDisposedException)
        {
            failed = true;
        }
        return 0;
    }

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await Socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false)..];
    }
}
