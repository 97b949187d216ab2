namespace SystemConnector.Silo.Tests.Calls;

/// <summary>A far side behind NAT names addresses that nobody outside reaches, in Contact and in its session description.</summary>
public sealed class NatTransformationTests(RunningNode node) : IClassFixture<RunningNode>
{
    private const string PrivateSdp = "v=0\no=- 1 1 IN IP4 10.9.9.9\ns=-\nc=IN IP4 10.9.9.9\nt=0 0\nm=audio 40000 RTP/AVP 0\n";

    [Fact]
    public async Task Far_side_behind_NAT_is_sent_to_where_it_is_seen_and_its_media_are_found_at_our_ports()
    {
        using var caller = new RawPeer("127.0.0.43", node.Udp);
        using var callee = new RawPeer("127.0.0.44", node.Udp);
        await node.ConnectAsync("Plain", caller.Local, "43", transit: true);
        await node.ConnectAsync("Behind NAT", callee.Local, "44", transit: false, nat: true);
        var (answer, callId) = await CallAsync(caller, callee, "440");
        Assert.Contains("c=IN IP4 127.0.0.1\r\n", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("10.9.9.9", answer, StringComparison.Ordinal);
        Assert.DoesNotContain("m=audio 40000 ", answer, StringComparison.Ordinal);

        // The remote target stays what the far side said; only the way there is the one that works.
        await caller.SendAsync(Request(caller, "BYE", RawPeer.Uri(answer, "Contact"), 2, RawPeer.Value(answer, "To"), callId));
        Assert.StartsWith("BYE sip:x@10.9.9.9 ", await callee.ReceiveAsync("BYE "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_NAT_transformation_a_session_description_passes_untouched()
    {
        using var caller = new RawPeer("127.0.0.45", node.Udp);
        using var callee = new RawPeer("127.0.0.46", node.Udp);
        await node.ConnectAsync("Plain caller", caller.Local, "45", transit: true);
        await node.ConnectAsync("Plain callee", callee.Local, "46", transit: false);
        var (answer, _) = await CallAsync(caller, callee, "460");
        Assert.EndsWith(PrivateSdp.ReplaceLineEndings("\r\n"), answer, StringComparison.Ordinal);
    }

    private async Task<(string Answer, string CallId)> CallAsync(RawPeer caller, RawPeer callee, string number)
    {
        var callId = Guid.NewGuid().ToString("N");
        await caller.SendAsync(Request(caller, "INVITE", $"sip:{number}@{node.Udp}", 1, $"<sip:{number}@far>", callId));
        var invite = await callee.ReceiveAsync("INVITE ");
        await callee.RespondAsync(invite, "200 OK", "b", "Contact: <sip:x@10.9.9.9>\nContent-Type: application/sdp\n", PrivateSdp);
        return (await caller.ReceiveAsync("SIP/2.0 200"), callId);
    }

    private static string Request(RawPeer caller, string method, string uri, int cseq, string to, string callId) =>
        $"{method} {uri} SIP/2.0\nVia: SIP/2.0/UDP {caller.Local};branch=z9hG4bK{Guid.NewGuid():N}\nMax-Forwards: 70\n"
        + $"From: <sip:430@far>;tag=a\nTo: {to}\nCall-ID: {callId}\nCSeq: {cseq} {method}\nContact: <sip:430@{caller.Local}>\nContent-Length: 0\n\n";
}
