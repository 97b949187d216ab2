using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Silo.Media;
using SystemConnector.Silo.Tests.Calls;

namespace SystemConnector.Silo.Tests.Media;

/// <summary>Two far systems of a node and one call between them, message by message.</summary>
internal sealed class MediaCall(RunningNode node, RawPeer caller, RawPeer callee, string number) : IDisposable
{
    private int _cseq;
    private string _invite = "";

    public string CallId { get; } = Guid.NewGuid().ToString("N");

    public RawPeer Caller => caller;

    public RawPeer Callee => callee;

    /// <summary>The INVITE as the callee got it.</summary>
    public string Invite { get; private set; } = "";

    /// <summary>The answer as the caller got it.</summary>
    public string Answer { get; private set; } = "";

    /// <summary>Links two systems, of which one may be behind NAT.</summary>
    public static async Task<MediaCall> BetweenAsync(RunningNode node, string callerAddress, string calleeAddress, string prefix, bool callerNat = false, bool calleeNat = false)
    {
        var caller = new RawPeer(callerAddress, node.Udp);
        var callee = new RawPeer(calleeAddress, node.Udp);
        await node.ConnectAsync("Caller " + prefix, caller.Local, "8" + prefix, transit: true, nat: callerNat);
        await node.ConnectAsync("Callee " + prefix, callee.Local, "9" + prefix, transit: false, nat: calleeNat);
        return new MediaCall(node, caller, callee, "9" + prefix + "0");
    }

    /// <summary>Which ports are open for it says the node; null when it relays nothing for it.</summary>
    public RelayedCall? Relayed => node.Services.GetRequiredService<RelayedCalls>().All().SingleOrDefault(call => call.CallId == CallId);

    /// <summary>Offers it.</summary>
    public async Task<string> OfferAsync(string sdp, string more = "")
    {
        await SendInviteAsync(sdp, more);
        return Invite = await callee.ReceiveAsync("INVITE ");
    }

    /// <summary>Sends the INVITE, wherever it goes.</summary>
    public Task SendInviteAsync(string sdp, string more = "") =>
        caller.SendAsync(_invite = Request(caller, "INVITE", $"sip:{number}@{node.Udp}", $"<sip:{number}@far>", more, sdp));

    /// <summary>The callee's response, as the caller gets it.</summary>
    public async Task<string> RespondAsync(string status, string sdp, string tag = "b")
    {
        await callee.RespondAsync(Invite, status, tag, $"Contact: <sip:x@{callee.Local}>\n" + Type(sdp), sdp);
        return Answer = await caller.ReceiveAsync("SIP/2.0 " + status[..3]);
    }

    /// <summary>A request of the caller inside the call, as the callee gets it.</summary>
    public async Task<string> RequestAsync(string method, string sdp = "", string more = "")
    {
        await SendAsync(method, sdp, more);
        return await callee.ReceiveAsync(method + " ");
    }

    /// <summary>Sends a request inside the call, whatever becomes of it.</summary>
    public Task SendAsync(string method, string sdp = "", string more = "") =>
        caller.SendAsync(Request(caller, method, RawPeer.Uri(Answer, "Contact"), RawPeer.Value(Answer, "To"), more, sdp));

    /// <summary>The callee's response to such a request, as the caller gets it.</summary>
    public async Task<string> RespondToAsync(string request, string status, string sdp = "")
    {
        await callee.RespondAsync(request, status, "b", $"Contact: <sip:x@{callee.Local}>\n" + Type(sdp), sdp);
        return await caller.ReceiveAsync("SIP/2.0 " + status[..3]);
    }

    /// <summary>Gives up before it is answered.</summary>
    public async Task CancelAsync()
    {
        await caller.SendAsync(_invite.Replace("INVITE", "CANCEL", StringComparison.Ordinal));
        await callee.ReceiveAsync("CANCEL ");
        await caller.ReceiveAsync("SIP/2.0 487");
    }

    /// <summary>Hangs up.</summary>
    public async Task HangUpAsync() => await RespondToAsync(await RequestAsync("BYE"), "200 OK");

    public void Dispose()
    {
        caller.Dispose();
        callee.Dispose();
    }

    private static string Type(string sdp) => sdp.Length == 0 ? "" : "Content-Type: application/sdp\n";

    private string Request(RawPeer peer, string method, string uri, string to, string more, string sdp)
    {
        if (method is not "ACK") _cseq++;
        return $"{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP {peer.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\n"
            + $"From: <sip:430@far>;tag=a\nTo: {to}\nCall-ID: {CallId}\nCSeq: {_cseq} {method}\n{(method is "ACK" or "BYE" or "PRACK" ? "" : $"Contact: <sip:430@{peer.Local}>\n")}{more}"
            + $"{Type(sdp)}Content-Length: {sdp.ReplaceLineEndings("\r\n").Length}\n\n{sdp}";
    }
}
