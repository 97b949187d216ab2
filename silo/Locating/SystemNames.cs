using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>
/// Names without a dot, through the system's resolver. It blocks a thread for each name asked, for as long as the DNS takes, so that only
/// a few are asked at a time: names that hang must not use up the threads of the process.
/// </summary>
internal sealed class SystemNames : IDisposable
{
    private const int AtATime = 16;

    private readonly SemaphoreSlim _free = new(AtATime);

    /// <summary>The addresses of a name.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">There are none, or the DNS failed.</exception>
    public async Task<IPAddress[]> Lookup(string host, CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        try
        {
            // Not cancelled: the thread would go on all the same, uncounted.
            return await Dns.GetHostAddressesAsync(host, CancellationToken.None);
        }
        finally
        {
            _free.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();
}
