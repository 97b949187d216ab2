using DnsClient;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Locating;

/// <summary>Which DNS servers this node asks, and with which it begins: the one that answered last.</summary>
internal sealed class DnsServers
{
    private static readonly TimeSpan SystemLifetime = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly bool _areConfigured;
    private readonly Lock _reading = new();
    private volatile NameServer[] _servers;
    private volatile int _first;
    private long _readAt;

    public DnsServers(IOptions<DnsOptions> options, TimeProvider time)
    {
        _time = time;
        _servers = [.. options.Value.ServerEndPoints.Select(static server => new NameServer(server))];
        _areConfigured = _servers.Length > 0;
        if (!_areConfigured) ReadSystem();
    }

    /// <summary>The servers as they are now, in the order in which they are asked.</summary>
    public NameServer[] Current()
    {
        if (!_areConfigured && _time.GetElapsedTime(Volatile.Read(ref _readAt)) > SystemLifetime) ReadSystem();
        var servers = _servers;
        var first = _first;
        return first == 0 || first >= servers.Length ? servers : [.. servers[first..], .. servers[..first]];
    }

    /// <summary>That server answered: the next question begins with it.</summary>
    public void Answered(NameServer server) => _first = Math.Max(0, Array.IndexOf(_servers, server));

    private void ReadSystem()
    {
        // Whoever comes while another reads goes on with what is known.
        if (!_reading.TryEnter()) return;
        try
        {
            _servers = [.. NameServer.ResolveNameServers(skipIPv6SiteLocal: true, fallbackToGooglePublicDns: false)];
        }
#pragma warning disable CA1031 // Whatever the system throws: another time its settings can be read.
        catch (Exception)
#pragma warning restore CA1031
        {
            // What was known stays in use.
        }
        finally
        {
            Volatile.Write(ref _readAt, _time.GetTimestamp());
            _reading.Exit();
        }
    }
}
