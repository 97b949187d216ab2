using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>Makes the sides of a test's calls on a running node, each with an address of its own.</summary>
internal sealed class Sides(RunningNode node) : IDisposable
{
    private static int s_next;

    private readonly List<RawPeer> _peers = [];

    /// <summary>A system linked by its address, with the ten numbers that begin with the prefix; later ones come first.</summary>
    public async Task<RawPeer> FarAsync(string prefix, Func<ConnectorSpec, ConnectorSpec>? with = null)
    {
        var peer = Peer();
        var spec = new ConnectorSpec(
            $"Far {peer.Local}", ConnectionType.Ip, peer.Local.ToString(), [new ExtensionRangeSpec(prefix + "0", prefix + "9")], Priority: 1000 - Volatile.Read(ref s_next));
        await node.ConnectAsync(peer.Local, with is null ? spec : with(spec));
        return peer;
    }

    /// <summary>A phone that is registered for an extension.</summary>
    public async Task<RawPeer> PhoneAsync(string extension)
    {
        var peer = Peer();
        await node.RegisterAsync(peer, extension);
        return peer;
    }

    /// <summary>Nobody that the node knows.</summary>
    public RawPeer Peer() => Peer(node.Udp);

    /// <summary>One that speaks to another node.</summary>
    public RawPeer Peer(System.Net.IPEndPoint to)
    {
        var n = Interlocked.Increment(ref s_next);
        var peer = new RawPeer($"127.1.{n / 250}.{1 + n % 250}", to);
        _peers.Add(peer);
        return peer;
    }

    /// <summary>A phone's INVITE to a number, with its credentials, as it reaches the other side.</summary>
    public async Task<(RawDialog Near, string Invite)> InviteAsync(RawPeer phone, string extension, RawPeer callee, string number, string more = "")
    {
        var near = RawDialog.Caller(phone, $"<sip:{extension}@a.example>", $"sip:{number}@{node.Udp}");
        await phone.SendAsAsync(extension, near, "INVITE", more);
        return (near, await callee.ReceiveAsync("INVITE "));
    }

    /// <summary>A phone's call to a number, answered and acknowledged.</summary>
    public async Task<(RawDialog Near, RawDialog Remote)> CallAsync(RawPeer phone, string extension, RawPeer callee, string number, string more = "", string answer = "")
    {
        var (near, invite) = await InviteAsync(phone, extension, callee, number, more);
        var remote = RawDialog.Callee(callee, invite, $"b{number}");
        await callee.RespondAsync(invite, "200 OK", $"b{number}", $"Contact: <sip:callee@{callee.Local}>\n{answer}");
        near.Answered(await phone.ReceiveAsync("SIP/2.0 200"));
        await near.SendAsync("ACK");
        await callee.ReceiveAsync("ACK ");
        return (near, remote);
    }

    public void Dispose()
    {
        foreach (var peer in _peers) peer.Dispose();
    }
}
