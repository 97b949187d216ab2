using System.Net;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class KnownConnectionsTests : IAsyncDisposable
{
    private readonly TcpTransport _one = NewTransport(), _other = NewTransport();
    private readonly KnownConnections _connections = new();

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public void Phone_is_known_over_its_own_connection_only()
    {
        Assert.True(Number.TryParseDialled("150"u8, out var user));
        var flow = new Flow(_one, _other.Local, 7);
        _connections.Add(flow, SiteId.New(), user);
        Assert.Equal(user, _connections.Find(flow)?.User);
        Assert.Null(_connections.Find(flow with { Transport = _other }));
        Assert.Null(_connections.Find(flow with { Connection = 8 }));
        _connections.Remove(flow with { Transport = _other });
        Assert.NotNull(_connections.Find(flow));
        _connections.Remove(flow);
        Assert.Null(_connections.Find(flow));
    }

    private static TcpTransport NewTransport() =>
        new(new IPEndPoint(IPAddress.Loopback, 0), null, new SipLimits(), new TcpOptions(), TimeProvider.System, static _ => { });
}
