using System.Collections.Immutable;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>
/// The media relay of a node: its ports and the threads that carry packets between them. A packet costs one system call in, one out,
/// and its share of a wait for many sockets; no lock and no object.
/// </summary>
public sealed class MediaRelay : IDisposable
{
    // The SIP, API and database connections of the node need descriptors too.
    private const int OtherDescriptors = 1024;

    // A port that another program has taken is passed over.
    private const int Tries = 16;

    private readonly MediaRelayOptions _options;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly PortPool _pool;
    private readonly RelayPort?[] _ports;
    private readonly MediaThread[] _threads;
    private ImmutableHashSet<TransportAddress> _addresses = [];
    private uint _next;

    /// <summary>Starts the threads.</summary>
    public MediaRelay(in MediaRelayOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _start = time.GetTimestamp();
        _pool = new PortPool(options.PortMin, options.PortMax, Math.Max(1, (UdpSocket.MaxDescriptors() - OtherDescriptors) / 2), time);
        _ports = new RelayPort?[options.PortMax + 1 - options.PortMin];
        _threads = new MediaThread[options.Threads];
        for (var i = 0; i < _threads.Length; i++) _threads[i] = new MediaThread(this, i);
    }

    /// <summary>True where media can be relayed: the relay speaks to Linux directly.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>How many ports may be in use at once: those of the range, or fewer where the process may not open as many files.</summary>
    public int MaxPorts => 2 * _pool.Most;

    /// <summary>How many ports are in use or about to be closed.</summary>
    public int PortsInUse => 2 * _pool.InUse;

    /// <summary>What it carried since the start.</summary>
    public RelayTotals Totals => new(
        _threads.Sum(static thread => Volatile.Read(ref thread.Tally.Packets)), _threads.Sum(static thread => Volatile.Read(ref thread.Tally.Bytes)),
        _threads.Sum(static thread => Volatile.Read(ref thread.Tally.Strays)), _threads.Sum(static thread => Volatile.Read(ref thread.Tally.Undelivered)));

    /// <summary>The loops of its threads.</summary>
    public IEnumerable<LoopTurn> Loops => _threads.Select(static thread => thread.Loop);

    /// <summary>Milliseconds on the relay's clock.</summary>
    internal long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>The port of that number; null when it is not in use.</summary>
    internal RelayPort? this[int number] => Volatile.Read(ref _ports[number - _options.PortMin]);

    /// <summary>Whether that may be one of our media ports, at an address where a side finds them or found them once.</summary>
    internal bool IsOurs(in TransportAddress address) =>
        address.Port >= _options.PortMin && address.Port <= _options.PortMax && Volatile.Read(ref _addresses).Contains(address.WithPort(0));

    /// <summary>A call without media yet.</summary>
    public RelaySession NewSession() => new(this);

    /// <summary>Takes a pair of ports for somebody else to bind, by the even one; false when all are in use.</summary>
    public bool TryLend(out ushort port) => _pool.TryTake(out port);

    /// <summary>Gives a pair back that was lent.</summary>
    public void GiveBack(ushort port) => _pool.Return(port);

    /// <summary>The time on the wall at that time of the relay's clock.</summary>
    internal DateTimeOffset WallTime(long at) => _time.GetUtcNow() - TimeSpan.FromMilliseconds(Now - at);

    /// <summary>Opens ports towards both sides; null when there are none.</summary>
    internal RelayStream? TryOpen(string kind, in RelayFace caller, in RelayFace called)
    {
        if (TryBind(caller) is not { } callerEnd) return null;
        if (TryBind(called) is not { } calledEnd)
        {
            Close(callerEnd);
            return null;
        }
        Join(callerEnd.Rtp, calledEnd.Rtp);
        Join(callerEnd.Rtcp, calledEnd.Rtcp);
        var stream = new RelayStream(kind, _threads[Interlocked.Increment(ref _next) % _threads.Length], callerEnd, calledEnd);
        if (TryStart(stream, callerEnd) && TryStart(stream, calledEnd)) return stream;
        stream.Thread.Close(stream);
        return null;
    }

    /// <summary>Closes a stream's sockets; called by its thread, or when that has ended.</summary>
    internal void Release(RelayStream stream)
    {
        foreach (var end in stream.Ends)
        {
            Volatile.Write(ref _ports[end.Number - _options.PortMin], null);
            Volatile.Write(ref _ports[end.Number + 1 - _options.PortMin], null);
            Close(end);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var thread in _threads) thread.Dispose();
        foreach (var port in _ports)
            if (port is not null) _ = UdpSocket.Close(port.Socket);
    }

    private static void Join(RelayPort one, RelayPort other)
    {
        one.Opposite = other;
        other.Opposite = one;
    }

    private RelayStream.End? TryBind(RelayFace face)
    {
        ImmutableInterlocked.Update(ref _addresses, static (all, face) => all.Add(face.Bind.WithPort(0)).Add(face.Told.WithPort(0)), face);
        for (var i = 0; i < Tries && _pool.TryTake(out var number); i++)
        {
            var rtp = UdpSocket.Open(face.Bind.WithPort(number));
            var rtcp = rtp >= 0 ? UdpSocket.Open(face.Bind.WithPort(number + 1)) : -1;
            if (rtcp >= 0) return new RelayStream.End(number, face, new RelayPort(rtp, this), new RelayPort(rtcp, this));
            if (rtp >= 0) _ = UdpSocket.Close(rtp);
            _pool.Return(number);
        }
        return null;
    }

    private bool TryStart(RelayStream stream, RelayStream.End end)
    {
        Volatile.Write(ref _ports[end.Number - _options.PortMin], end.Rtp);
        Volatile.Write(ref _ports[end.Number + 1 - _options.PortMin], end.Rtcp);
        return stream.Thread.TryAdd(end.Rtp, end.Number) && stream.Thread.TryAdd(end.Rtcp, end.Number + 1);
    }

    private void Close(RelayStream.End end)
    {
        _ = UdpSocket.Close(end.Rtp.Socket);
        _ = UdpSocket.Close(end.Rtcp.Socket);
        _pool.Return(end.Number);
    }
}
