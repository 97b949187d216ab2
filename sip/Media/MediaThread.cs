using System.Collections.Concurrent;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>
/// Carries packets: waits for many sockets at once, takes a datagram from each that has one and passes it on. Sockets are closed
/// here alone, between two waits, so that none is read after its number belongs to something else.
/// </summary>
internal sealed unsafe class MediaThread : IDisposable
{
    private const int LongestDatagram = 65_536;

    private readonly MediaRelay _relay;
    private readonly Epoll _epoll = new();
    private readonly ConcurrentQueue<RelayStream> _over = new();
    private readonly Thread _thread;
    private volatile bool _isStopping;

    public MediaThread(MediaRelay relay, int number)
    {
        _relay = relay;
        _thread = new Thread(Run) { IsBackground = true, Name = $"media-{number}" };
        _thread.Start();
    }

    /// <summary>What it carried.</summary>
    public RelayTally Tally { get; } = new();

    /// <summary>Its loop.</summary>
    public LoopTurn Loop { get; } = new();

    /// <summary>Carries what comes to that socket, under the number of its port; false when the system refuses.</summary>
    public bool TryAdd(RelayPort port, int number) => _epoll.TryAdd(port.Socket, number);

    /// <summary>Closes a stream's sockets soon.</summary>
    public void Close(RelayStream stream)
    {
        _over.Enqueue(stream);
        if (!_isStopping) _epoll.Wake();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _isStopping = true;
        _epoll.Wake();
        _thread.Join();
        _epoll.Dispose();
    }

    private void Run()
    {
        var memory = GC.AllocateUninitializedArray<byte>(LongestDatagram, pinned: true);
        fixed (byte* buffer = memory)
        {
            while (!_isStopping)
            {
                Loop.Waits();
                var readable = _epoll.Wait();
                Loop.Works();
                var now = _relay.Now;
                for (var i = 0; i < readable; i++)
                {
                    var number = _epoll.Slot(i);
                    if (number == Epoll.Woken) _epoll.Rearm();
                    else _relay[number]?.Relay(buffer, LongestDatagram, now, Tally);
                }
                while (_over.TryDequeue(out var stream)) _relay.Release(stream);
            }
        }
    }
}
