using System.Net;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sdp;

namespace SystemConnector.Sip.Tests.Sdp;

public sealed class SdpRewriterTests
{
    private static readonly IPAddress Public = IPAddress.Parse("203.0.113.9");

    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.5", true)]
    [InlineData("192.169.1.5", false)]
    [InlineData("169.254.1.1", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("100.127.255.255", true)]
    [InlineData("100.128.0.1", false)]
    [InlineData("127.0.0.1", true)]
    [InlineData("198.51.100.7", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("phone.example.com", false)]
    [InlineData("10.0.0.256", false)]
    [InlineData("10.0.0", false)]
    public void Private_addresses_alone_are_corrected(string address, bool corrected)
    {
        var body = $"v=0\r\nc=IN IP4 {address}\r\nm=audio 5000 RTP/AVP 0\r\n";
        var expected = corrected ? "v=0\r\nc=IN IP4 203.0.113.9\r\nm=audio 5000 RTP/AVP 0\r\n" : body;
        Assert.Equal((expected, corrected), Replace(body, SdpCorrection.Private));
    }

    [Theory]
    [InlineData("fd00::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("::1", true)]
    [InlineData("fc::1", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("::", false)]
    public void Private_ipv6_addresses_change_family_with_their_replacement(string address, bool corrected)
    {
        var body = $"c=IN IP6 {address}\r\n";
        Assert.Equal((corrected ? "c=IN IP4 203.0.113.9\r\n" : body, corrected), Replace(body, SdpCorrection.Private));
    }

    [Fact]
    public void All_addresses_are_corrected_but_holds_and_multicast()
    {
        const string Body = "c=IN IP4 phone.example.com\nm=a 1 x y\nc=IN IP4 0.0.0.0\nm=b 2 x y\nc=IN IP4 224.2.1.1/127/3\nm=c 3 x y\nc=IN IP4 198.51.100.7\nm=d 4 x y\nc=IN IP6 ff02::1";
        const string Expected = "c=IN IP4 203.0.113.9\nm=a 1 x y\nc=IN IP4 0.0.0.0\nm=b 2 x y\nc=IN IP4 224.2.1.1/127/3\nm=c 3 x y\nc=IN IP4 203.0.113.9\nm=d 4 x y\nc=IN IP6 ff02::1";
        Assert.Equal((Expected, true), Replace(Body, SdpCorrection.All));
    }

    [Fact]
    public void Rtcp_and_where_asked_the_origin_are_corrected_by_the_same_rule()
    {
        const string Body = "o=- 1 2 IN IP4 10.0.0.1\r\nc=IN IP4 10.0.0.1\r\nm=audio 1 x y\r\na=rtcp:53020 IN IP4 10.0.0.1\r\na=rtcp:53021\r\na=rtcp-mux\r\n";
        const string Expected = "o=- 1 2 IN IP4 203.0.113.9\r\nc=IN IP4 203.0.113.9\r\nm=audio 1 x y\r\na=rtcp:53020 IN IP4 203.0.113.9\r\na=rtcp:53021\r\na=rtcp-mux\r\n";
        Assert.Equal((Expected, true), Replace(Body, SdpCorrection.Private, origin: true));
        Assert.StartsWith("o=- 1 2 IN IP4 10.0.0.1\r\nc=IN IP4 203", Replace(Body, SdpCorrection.Private).Text);
    }

    [Fact]
    public void Mapped_address_is_written_as_ipv4()
    {
        var writer = new MessageWriter(new byte[200]);
        SdpRewriter.ReplaceAddresses(ref writer, "c=IN IP4 10.0.0.1"u8, SdpCorrection.Private, Public.MapToIPv6());
        Assert.Equal("c=IN IP4 203.0.113.9", Encoding.ASCII.GetString(writer.Written));
    }

    [Fact]
    public void Media_are_mapped_each_to_its_target()
    {
        const string Body = "v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\nc=IN IP4 10.0.0.1\r\nt=0 0\r\nm=audio 5000/2 RTP/AVP 0 8\r\na=rtcp:5007 IN IP4 10.0.0.1\r\n"
            + "m=video 0 RTP/AVP 31\r\nm=video 6000 RTP/AVP 31\r\nc=IN IP4 10.0.0.2\r\nm=audio 7000 RTP/AVP 0";
        const string Expected = "v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\nc=IN IP4 203.0.113.9\r\nt=0 0\r\nm=audio 40000 RTP/AVP 0 8\r\na=rtcp:40001 IN IP4 203.0.113.9\r\n"
            + "m=video 0 RTP/AVP 31\r\nm=video 40004 RTP/AVP 31\r\nc=IN IP4 203.0.113.9\r\nm=audio 40006 RTP/AVP 0\r\nc=IN IP6 2001:db8::1";
        SdpTarget[] targets = [new(Public, 40000, 40001), default, new(Public, 40004, 40005), new(IPAddress.Parse("2001:db8::1"), 40006, 40007)];
        Assert.Equal(Expected, Map(Body, targets));
    }

    [Fact]
    public void Mapped_media_without_any_address_get_one_and_a_held_one_stays_held()
    {
        Assert.Equal("m=audio 40000 RTP/AVP 0\nc=IN IP4 203.0.113.9\na=sendrecv\n", Map("m=audio 5000 RTP/AVP 0\na=sendrecv\n", [new(Public, 40000, 40001)]));
        Assert.Equal("c=IN IP4 0.0.0.0\nm=audio 40000 RTP/AVP 0\n", Map("c=IN IP4 0.0.0.0\nm=audio 5000 RTP/AVP 0\n", [new(Public, 40000, 40001)]));
    }

    [Fact]
    public void What_ICE_says_is_left_out()
    {
        const string Body = "v=0\r\nc=IN IP4 10.0.0.1\r\na=ice-lite\r\na=ice-options:trickle\r\nm=audio 5000 RTP/SAVP 0\r\na=ice-ufrag:x\r\na=ice-pwd:y\r\n"
            + "a=candidate:1 1 UDP 1 10.0.0.1 5000 typ host\r\na=remote-candidates:1 10.0.0.2 5000\r\na=end-of-candidates\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:z\r\n";
        const string Expected = "v=0\r\nc=IN IP4 203.0.113.9\r\nm=audio 40000 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:z\r\n";
        Assert.Equal(Expected, Map(Body, [new(Public, 40000, 40001)]));
    }

    [Fact]
    public void Media_without_a_target_keeps_the_address_that_it_inherited()
    {
        const string Body = "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 5000 RTP/AVP 0\r\nm=message 6000 TCP/MSRP *\r\na=path:x\r\nm=message 7000 TCP/MSRP *\r\nc=IN IP4 10.0.0.2\r\n";
        const string Expected = "v=0\r\nc=IN IP4 203.0.113.9\r\nm=audio 40000 RTP/AVP 0\r\nm=message 6000 TCP/MSRP *\r\nc=IN IP4 10.0.0.1\r\na=path:x\r\n"
            + "m=message 7000 TCP/MSRP *\r\nc=IN IP4 10.0.0.2\r\n";
        Assert.Equal(Expected, Map(Body, [new(Public, 40000, 40001), default, default]));
    }

    [Theory]
    [InlineData("m=audio 1 x y\r\nm=audio 2 x y\r\n")]
    [InlineData("m=audio x y\r\n")]
    [InlineData("m=audio 65536 x y\r\n")]
    [InlineData("m=\r\n")]
    public void Media_without_a_target_or_malformed_are_not_mapped(string body) => Assert.Null(Map(body, [new(Public, 40000, 40001)]));

    [Fact]
    public void Random_mutations_never_throw()
    {
        const string Body = "v=0\r\no=- 1 2 IN IP4 10.0.0.1\r\nc=IN IP6 fd00::1/3\r\nt=0 0\r\nm=audio 5000/2 RTP/AVP 0 8\r\na=rtcp:5007 IN IP4 10.0.0.1\r\nm=video 0 RTP/AVP 31";
        var random = new Random(8866);
        var spice = "\r\n =/:.IN46mca0\0\xff"u8.ToArray();
        SdpTarget[] targets = [new(Public, 1, 2), new(Public, 3, 4)];
        var buffer = new byte[4096];
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = Encoding.ASCII.GetBytes(Body);
            for (var i = 0; i < 6; i++) bytes[random.Next(bytes.Length)] = spice[random.Next(spice.Length)];
            bytes = bytes[..random.Next(bytes.Length + 1)];
            var writer = new MessageWriter(buffer);
            SdpRewriter.ReplaceAddresses(ref writer, bytes, SdpCorrection.All, Public, origin: true);
            Assert.False(writer.Overflowed);
            writer = new MessageWriter(buffer);
            SdpRewriter.MapMedia(ref writer, bytes, targets, origin: true);
            var reader = new SdpReader(bytes);
            var sections = 0;
            while (reader.TryNext(out var media)) sections += media.Address.Length + media.RtcpAddress.Length >= 0 ? 1 : 0;
            Assert.InRange(sections, 0, 20);
        }
    }

    [Fact]
    public void Rewriting_allocates_nothing()
    {
        var body = "v=0\r\nc=IN IP4 10.0.0.1\r\nm=audio 5000 RTP/AVP 0\r\na=rtcp:5001 IN IP4 10.0.0.1\r\n"u8.ToArray();
        var buffer = new byte[1024];
        SdpTarget[] targets = [new(Public, 40000, 40001)];
        AllocationAssert.None(() =>
        {
            var writer = new MessageWriter(buffer);
            SdpRewriter.ReplaceAddresses(ref writer, body, SdpCorrection.Private, Public);
            SdpRewriter.MapMedia(ref writer, body, targets);
        });
    }

    private static (string Text, bool Changed) Replace(string body, SdpCorrection which, bool origin = false)
    {
        var writer = new MessageWriter(new byte[2048]);
        var changed = SdpRewriter.ReplaceAddresses(ref writer, Encoding.ASCII.GetBytes(body), which, Public, origin);
        return (Encoding.ASCII.GetString(writer.Written), changed);
    }

    private static string? Map(string body, SdpTarget[] targets)
    {
        var writer = new MessageWriter(new byte[2048]);
        return SdpRewriter.MapMedia(ref writer, Encoding.ASCII.GetBytes(body), targets) ? Encoding.ASCII.GetString(writer.Written) : null;
    }
}
