using System.Net;
using SystemConnector.Silo.Demo;
using SystemConnector.Silo.Demo.UserAgents;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Demo;

public sealed class LadderTests
{
    private static readonly TransportAddress A = Address(1), B = Address(2), C = Address(3);

    [Fact]
    public void Message_is_an_arrow_from_sender_to_receiver()
    {
        var ladder = Draw(
            Sent(A, B, "INVITE sip:160@b.example SIP/2.0"),
            Sent(B, A, "SIP/2.0 180 Ringing", "CSeq: 1 INVITE"),
            Sent(B, A, "SIP/2.0 200 OK", "CSeq: 2 BYE"));
        Assert.Equal(
            [
                $"{" Ada",-39}Bob",
                "  │──────────── INVITE 160 ────────────▶│",
                "  │◀─────────── 180 Ringing ────────────│",
                "  │◀────────── 200 OK (BYE) ────────────│",
            ],
            ladder.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void Message_that_both_sides_logged_is_drawn_once()
    {
        var ladder = Draw(Sent(A, B, "OPTIONS sip:b SIP/2.0"), new LoggedMessage(false, B, A, "OPTIONS sip:b SIP/2.0\r\n\r\n"));
        Assert.Single(ladder.Split('\n'), static line => line.Contains("OPTIONS", StringComparison.Ordinal));
    }

    [Fact]
    public void Message_of_a_peer_that_keeps_no_log_is_drawn_where_it_came()
    {
        var ladder = Draw(new LoggedMessage(false, B, A, "OPTIONS sip:b SIP/2.0\r\n\r\n"));
        Assert.Contains("▶", ladder, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_address_gets_a_column_of_its_own()
    {
        var ladder = Draw(Sent(A, C, "OPTIONS sip:c SIP/2.0"));
        Assert.Contains("127.0.0.3:5060", ladder, StringComparison.Ordinal);
        Assert.DoesNotContain("Bob", ladder, StringComparison.Ordinal);
    }

    [Fact]
    public void Credentials_are_shown_and_a_long_label_is_cut()
    {
        var ladder = Draw(
            Sent(A, B, "INVITE sip:160@b.example SIP/2.0", "Authorization: Digest x"),
            Sent(B, A, "SIP/2.0 407 Proxy Authentication Required By Somebody", "CSeq: 1 INVITE"));
        Assert.Contains("INVITE 160 +digest", ladder, StringComparison.Ordinal);
        Assert.Contains("…", ladder, StringComparison.Ordinal);
        Assert.All(ladder.Split('\n'), static line => Assert.True(line.Length <= 42));
    }

    [Fact]
    public void Message_to_oneself_stands_beside_the_column()
    {
        Assert.Contains("│ ↺ OPTIONS", Draw(Sent(A, A, "OPTIONS sip:a SIP/2.0")), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_draw_is_an_empty_text() => Assert.Equal("", Draw());

    private static string Draw(params LoggedMessage[] messages) => Ladder.Draw(messages, [new("Ada", A), new("Bob", B)], width: 42);

    private static LoggedMessage Sent(TransportAddress from, TransportAddress to, string startLine, string field = "Subject: none") =>
        new(true, from, to, $"{startLine}\r\n{field}\r\n\r\n");

    private static TransportAddress Address(int last) => TransportAddress.Of(IPAddress.Parse($"127.0.0.{last}"), 5060);
}
