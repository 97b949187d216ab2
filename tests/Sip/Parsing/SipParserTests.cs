using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Tests.Rfc4475;

namespace SystemConnector.Sip.Tests.Parsing;

public sealed class SipParserTests
{
    private const string Invite = """
        INVITE sip:200@example.com SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;rport;branch=z9hG4bKabc
        Max-Forwards: 70
        From: "A" <sip:100@example.com>;tag=1
        To: <sip:200@example.com>
        Call-ID: a@b
        CSeq: 1 INVITE
        Contact: <sip:100@192.0.2.1>
        Content-Type: application/sdp
        Content-Length: 5

        v=0

        """;

    [Fact]
    public void Every_truncated_prefix_is_refused_without_an_exception()
    {
        var whole = Parse.Bytes(Invite);
        for (var length = 0; length < whole.Length; length++)
        {
            var message = new SipMessage();
            Assert.NotEqual(MessageFault.None, SipParser.Parse(message, whole[..length], 0, length));
        }
        Assert.Equal(MessageFault.None, SipParser.Parse(new SipMessage(), whole, 0, whole.Length));
    }

    [Fact]
    public void Request_line_without_a_uri_is_refused_without_an_exception()
    {
        Assert.Equal(MessageFault.BadRequestUri, Parse.Fault(Invite.Replace("sip:200@example.com SIP", " SIP", StringComparison.Ordinal), out var message));
        Assert.True(message.CanBeAnswered);
    }

    [Fact]
    public void Every_truncated_prefix_of_the_torture_messages_is_survived()
    {
        var message = new SipMessage();
        foreach (var torture in TortureMessages.All)
        {
            var whole = torture.Bytes();
            for (var length = 0; length < whole.Length; length += 1 + length / 500)
                SipParser.Parse(message, whole[..length], 0, length);
        }
    }

    [Fact]
    public void Mutated_messages_never_throw()
    {
        const int Rounds = 20_000;
        var random = new Random(3261);
        var seeds = TortureMessages.All.Select(m => m.Bytes()).Append(Parse.Bytes(Invite)).ToArray();
        var spice = "\r\n \t:;,=<>\"\\@[]?%/*0\0\xff"u8.ToArray();
        var message = new SipMessage();
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (var i = random.Next(1, 6); i > 0; i--)
            {
                var at = random.Next(bytes.Length);
                if (random.Next(4) > 0) bytes[at] = spice[random.Next(spice.Length)];
                else bytes.AsSpan(at, Math.Min(random.Next(40), bytes.Length - at)).Clear();
            }
            var fault = SipParser.Parse(message, bytes, 0, bytes.Length, isStream: round % 3 == 0);
            if (fault == MessageFault.None || message.CanBeAnswered) Touch(message);
        }
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(4475);
        var message = new SipMessage();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            Assert.NotEqual(MessageFault.None, SipParser.Parse(message, bytes, 0, bytes.Length));
        }
    }

    [Fact]
    public void Parsing_allocates_nothing()
    {
        var bytes = Parse.Bytes(Invite);
        var message = new SipMessage();
        AllocationAssert.None(() => SipParser.Parse(message, bytes, 0, bytes.Length));
    }

    [Theory]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.1;branch=a;;", MessageFault.BadVia, true)]
    [InlineData("Via: SIP/3.0/UDP 192.0.2.1;branch=a", MessageFault.BadVia, true)]
    [InlineData("Via: SIP/2.0/UDP ;branch=a", MessageFault.BadVia, false)]
    [InlineData("Via: SIP/2.0/UDP 192.0.2.1:99999;branch=a", MessageFault.BadVia, false)]
    public void Bad_via_can_be_answered_when_its_host_is_known(string via, MessageFault fault, bool answerable)
    {
        Assert.Equal(fault, Parse.Fault($"OPTIONS sip:a SIP/2.0\n{via}\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 OPTIONS\n\n", out var message));
        Assert.Equal(answerable, message.CanBeAnswered);
    }

    /// <summary>Reads all that an index points at: a slice outside the buffer throws here.</summary>
    private static void Touch(SipMessage message)
    {
        var length = message.Bytes.Length + message[message.Body].Length + message[message.From.Uri].Length + message[message.From.Tag].Length
            + message[message.To.Uri].Length + message[message.To.Tag].Length + message[message.CallId].Length + message[message.MethodText].Length
            + message[message.TopVia.Branch].Length + message[message.TopVia.Host].Length + message[message.RequestUri].Length;
        foreach (ref readonly var field in message.Fields)
        {
            length += message[field].Length;
            foreach (var value in HeaderValues.Of(message, field))
                if (NameAddressParser.TryParse(message, value, out var address)) length += message[address.Uri].Length + message[address.Parameters].Length;
        }
        Assert.True(length > 0);
    }
}
