using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Knows the addresses of one trunk's far side. A literal address never touches the DNS. A name is asked for again and again;
/// while the DNS fails, the addresses that it gave before stay in use. Used under the trunk's lock.
/// </summary>
internal sealed class Resolver
{
    /// <summary>How often a name is asked for.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(60);

    /// <summary>How soon it is asked for again when it had no address.</summary>
    public static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(15);

    /// <summary>How long one question may take.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private readonly TrunkContext _context;
    private readonly Action _changed;
    private readonly TrunkTimer? _timer;
    private readonly string _host;
    private bool _isAsking;

    /// <summary>Prepares it; a literal address is known at once.</summary>
    /// <param name="context">The trunk's life.</param>
    /// <param name="changed">Told when there are other addresses or another cause.</param>
    public Resolver(TrunkContext context, Action changed)
    {
        _context = context;
        _changed = changed;
        _host = context.Trunk.Configuration.Host;
        if (IPAddress.TryParse(_host, out var literal)) Addresses = [literal];
        else _timer = new TrunkTimer(context, Ask);
    }

    /// <summary>The addresses; empty while none is known.</summary>
    public ImmutableArray<IPAddress> Addresses { get; private set; } = [];

    /// <summary>Why there is no address; empty when there is one, or none was asked for yet.</summary>
    public string Cause { get; private set; } = "";

    /// <summary>Sets the time at which the name is asked for; nothing happens for a literal address.</summary>
    public void AskIn(TimeSpan after) => _timer?.Set(after);

    /// <summary>Ends.</summary>
    public void Stop() => _timer?.Stop();

    private void Ask()
    {
        if (_isAsking) return;
        _isAsking = true;
        _context.Environment.Post(() => _ = Look());
    }

    private async Task Look()
    {
        var addresses = Array.Empty<IPAddress>();
        var cause = "";
        var time = _context.Environment.Time;
        try
        {
            using var cancellation = new CancellationTokenSource(Timeout, time);
            addresses = await _context.Environment.Lookup(_host, cancellation.Token).WaitAsync(cancellation.Token);
        }
        catch (SocketException exception)
        {
            cause = TrunkCause.NameUnknown(_host, exception.SocketErrorCode == SocketError.HostNotFound ? "there is no such name" : exception.SocketErrorCode.ToString());
        }
        catch (OperationCanceledException)
        {
            cause = TrunkCause.DnsSilent(_host);
        }
#pragma warning disable CA1031 // A name that the system's resolver chokes on must not end the asking.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            cause = TrunkCause.NameUnknown(_host, exception.GetType().Name);
        }
        if (addresses.Length == 0 && cause.Length == 0) cause = TrunkCause.NameUnknown(_host, "it has no address");
        _context.Post(() => Looked(addresses, cause));
    }

    private void Looked(IPAddress[] addresses, string cause)
    {
        _isAsking = false;
        if (_context.IsStopped) return;
        if (addresses.Length == 0)
        {
            _timer!.Set(RetryInterval);
            if (!Addresses.IsEmpty || cause == Cause) return;
            Cause = cause;
            _changed();
            return;
        }
        // Up to a tenth sooner, so that trunks which started together drift apart.
        _timer!.Set(Interval - _context.UpTo(Interval / 10));
        Cause = "";
        // A DNS that deals the same addresses in turns changes nothing.
        if (Addresses.Length == addresses.Length && addresses.All(Addresses.Contains)) return;
        Addresses = [.. addresses];
        _changed();
    }
}
