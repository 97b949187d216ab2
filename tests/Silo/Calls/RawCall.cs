using System.Net;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>One call that a raw peer makes, message by message.</summary>
internal sealed class RawCall(RawPeer caller, IPEndPoint node, string number)
{
    public string CallId { get; } = Guid.NewGuid().ToString("N");

    public Task InviteAsync(string more = "") => caller.SendAsync(Request("INVITE", $"sip:{number}@{node}", 1, $"<sip:{number}@far>", more));

    /// <summary>Calls, is answered by the far side, and acknowledges; gives back the answer.</summary>
    public async Task<string> EstablishAsync(RawPeer callee, string more = "")
    {
        await InviteAsync();
        await callee.RespondAsync(await callee.ReceiveAsync("INVITE "), "200 OK", "b", $"Contact: <sip:{number}@{callee.Local}>\n{more}");
        var answer = await caller.ReceiveAsync("SIP/2.0 200");
        await AckAsync(answer);
        await callee.ReceiveAsync("ACK ");
        return answer;
    }

    public Task AckAsync(string answer) => caller.SendAsync(Request("ACK", RawPeer.Uri(answer, "Contact"), 1, RawPeer.Value(answer, "To"), ""));

    /// <summary>Hangs up; returns when the far side has the BYE.</summary>
    public async Task HangUpAsync(string answer, RawPeer callee)
    {
        await caller.SendAsync(Request("BYE", RawPeer.Uri(answer, "Contact"), 2, RawPeer.Value(answer, "To"), ""));
        await callee.RespondAsync(await callee.ReceiveAsync("BYE "), "200 OK", "b");
        await caller.ReceiveAsync("SIP/2.0 200");
    }

    /// <summary>Calls and is refused; gives back the refusal, acknowledged.</summary>
    public async Task<string> RefusedAsync(string begin, string more = "")
    {
        await InviteAsync(more);
        var refusal = await caller.ReceiveAsync(begin);
        await caller.SendAsync(Request("ACK", $"sip:{number}@{node}", 1, RawPeer.Value(refusal, "To"), ""));
        return refusal;
    }

    private string Request(string method, string uri, int cseq, string to, string more)
    {
        // The ACK of a refusal belongs to the INVITE's transaction, and that of an answer does not mind.
        var branch = method == "BYE" ? $"{CallId}bye" : CallId;
        return $"{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{branch}\nMax-Forwards: 70\n"
            + $"From: <sip:100@far>;tag=a\nTo: {to}\nCall-ID: {CallId}\nCSeq: {cseq} {method}\nContact: <sip:100@{caller.Local}>\n{more}Content-Length: 0\n\n";
    }
}
