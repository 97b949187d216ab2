using System.Net;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sdp;

namespace SystemConnector.Sip.Tests.Parsing;

/// <summary>The IPv6 torture messages of RFC 5118, reconstructed from what each is about.</summary>
public sealed class Rfc5118Tests
{
    [Fact]
    public void Rfc5118_4_1_ipv6_references_are_valid()
    {
        var message = Parse.Message(Register("sip:[2001:db8::10]"));
        Assert.True(SipUri.TryParse(message[message.RequestUri], out var uri));
        Assert.Equal("[2001:db8::10]", Encoding.ASCII.GetString(uri.Host));
        Assert.Equal("[2001:db8::9:1]", Encoding.ASCII.GetString(message[message.TopVia.Host]));
    }

    [Fact]
    public void Rfc5118_4_2_ipv6_without_brackets_is_refused() =>
        Assert.Equal(MessageFault.BadRequestUri, Parse.Fault(Register("sip:2001:db8::10"), out _));

    [Fact]
    public void Rfc5118_4_3_port_inside_the_brackets_is_part_of_the_address()
    {
        var message = Parse.Message(Register("sip:[2001:db8::10:5070]"));
        Assert.True(SipUri.TryParse(message[message.RequestUri], out var uri));
        Assert.Equal(0, uri.Port);
        Assert.True(Host.TryParseAddress(uri.Host, out var address));
        Assert.Equal(IPAddress.Parse("2001:db8::10:5070"), address);
    }

    [Fact]
    public void Rfc5118_4_4_port_outside_the_brackets_is_the_port()
    {
        var message = Parse.Message(Register("sip:[2001:db8::10]:5070"));
        Assert.True(SipUri.TryParse(message[message.RequestUri], out var uri));
        Assert.Equal(5070, uri.Port);
    }

    [Theory]
    [InlineData("[2001:db8::9:255]")]
    [InlineData("2001:db8::9:255")]
    public void Rfc5118_4_5_received_is_taken_with_and_without_brackets(string received)
    {
        var message = Parse.Message(Register("sip:[2001:db8::10]", $"[2001:db8::9:1];received={received}"));
        Assert.Equal(received, Encoding.ASCII.GetString(message[message.TopVia.Received]));
        Assert.True(Host.TryParseAddress(message[message.TopVia.Received], out var address));
        Assert.Equal(IPAddress.Parse("2001:db8::9:255"), address);
    }

    [Fact]
    public void Rfc5118_4_6_ipv6_in_a_session_description_is_read()
    {
        var reader = new SdpReader(Parse.Bytes("v=0\no=assistant 971731711378798081 0 IN IP6 2001:db8::20\ns=x\nc=IN IP6 2001:db8::20\nt=0 0\nm=audio 6000 RTP/AVP 2\n"));
        Assert.True(reader.TryNext(out var media));
        Assert.Equal("2001:db8::20", Encoding.ASCII.GetString(media.Address));
    }

    [Fact]
    public void Rfc5118_4_7_addresses_of_both_families_in_one_message()
    {
        var message = Parse.Message("""
            BYE sip:user@host.example.net SIP/2.0
            Via: SIP/2.0/UDP [2001:db8::9:1]:6050;branch=z9hG4bKas3-111
            Via: SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKjhja8781hjuaij65144
            Via: SIP/2.0/TCP [2001:db8::9:255];branch=z9hG4bK451jj;received=192.0.2.200
            Call-ID: 997077@lau_4100
            Max-Forwards: 70
            CSeq: 89187 BYE
            To: sip:user@example.net;tag=9817--94
            From: sip:user@example.com;tag=81x2
            Content-Length: 0


            """);
        Assert.Equal(6050, message.TopVia.Port);
    }

    [Fact]
    public void Rfc5118_4_8_media_of_both_families_in_one_session_description()
    {
        var reader = new SdpReader(Parse.Bytes("v=0\no=bob 1 1 IN IP4 host.example.com\ns=\nt=0 0\nm=audio 22334 RTP/AVP 0\nc=IN IP4 192.0.2.1\nm=video 6024 RTP/AVP 107\nc=IN IP6 2001:db8::1\n"));
        Assert.True(reader.TryNext(out var audio));
        Assert.Equal("192.0.2.1", Encoding.ASCII.GetString(audio.Address));
        Assert.True(reader.TryNext(out var video));
        Assert.Equal("2001:db8::1", Encoding.ASCII.GetString(video.Address));
    }

    [Fact]
    public void Rfc5118_4_9_mapped_address_is_valid() =>
        Parse.Message(Register("sip:[::ffff:192.0.2.10]", "[::ffff:192.0.2.2]:5060"));

    /// <summary>What the ABNF of RFC 3261 once allowed by mistake; rejecting it is allowed, and no address is guessed from it.</summary>
    [Fact]
    public void Rfc5118_4_10_three_colons_are_refused() =>
        Assert.Equal(MessageFault.BadRequestUri, Parse.Fault(Register("sip:user@[2001:db8:::192.0.2.1]"), out _));

    private static string Register(string requestUri, string sentBy = "[2001:db8::9:1]") => $"""
        REGISTER {requestUri} SIP/2.0
        To: sip:user@example.com
        From: sip:user@example.com;tag=81x2
        Via: SIP/2.0/UDP {sentBy};branch=z9hG4bKas3-111
        Call-ID: SSG9559905523997077@hlau_4100
        Max-Forwards: 70
        Contact: "Caller" <sip:caller@[2001:db8::1]>
        CSeq: 98176 REGISTER
        Content-Length: 0


        """;
}
