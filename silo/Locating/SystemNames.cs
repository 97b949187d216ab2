using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>
/// Names without a dot, through the system's resolver. It blocks a thread for each name asked, for as long as the DNS takes, so that only
/// a few are asked at a time, each once for all who want it. Names that took long the last time have few places of their own: they
/// must use up neither the threads of the process nor the places of those that are answered.
/// </summary>
internal sealed class SystemNames : IDisposable
{
    private const int AtATime = 12, SlowAtATime = 4;

    // Names come from connectors; those that are no more are forgotten with the rest.
    private const int MostSlow = 10_000;

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(2);

    private readonly Func<string, Task<IPAddress[]>> _ask;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _free = new(AtATime), _freeForSlow = new(SlowAtATime);
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Task<IPAddress[]>> _asked = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _slow = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks the system.</summary>
    public SystemNames(TimeProvider time)
        // Not cancelled: the thread would go on all the same, uncounted.
        : this(static host => Dns.GetHostAddressesAsync(host, CancellationToken.None), time)
    {
    }

    internal SystemNames(Func<string, Task<IPAddress[]>> ask, TimeProvider time)
    {
        _ask = ask;
        _time = time;
    }

    /// <summary>The addresses of a name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There are none, or the DNS failed.</exception>
    public async Task<IPAddress[]> Lookup(string host, CancellationToken cancellation)
    {
        Task<IPAddress[]>? asked;
        SemaphoreSlim places;
        lock (_lock)
        {
            _asked.TryGetValue(host, out asked);
            places = _slow.Contains(host) ? _freeForSlow : _free;
        }
        if (asked is null)
        {
            await places.WaitAsync(cancellation);
            lock (_lock)
            {
                // Somebody else may have waited for a place for the same name.
                if (_asked.TryGetValue(host, out asked)) places.Release();
                else _asked[host] = asked = Ask(host, places);
            }
        }
        return await asked.WaitAsync(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _free.Dispose();
        _freeForSlow.Dispose();
    }

    private async Task<IPAddress[]> Ask(string host, SemaphoreSlim places)
    {
        // Not under the lock of who begins it.
        await Task.Yield();
        var since = _time.GetTimestamp();
        try
        {
            return await _ask(host);
        }
        finally
        {
            lock (_lock)
            {
                _asked.Remove(host);
                if (_time.GetElapsedTime(since) < Slow) _slow.Remove(host);
                else if (_slow.Count < MostSlow) _slow.Add(host);
                else _slow.Clear();
            }
            places.Release();
        }
    }
}
