using System.Text;
using SystemConnector.Sip.Sdp;

namespace SystemConnector.Sip.Tests.Sdp;

public sealed class SdpReaderTests
{
    [Fact]
    public void Media_inherit_the_session_address_unless_they_have_one()
    {
        var reader = new SdpReader("v=0\nc=IN IP4 192.0.2.1\nm=audio 5000/2 RTP/AVP 0\nm=video 0 RTP/AVP 31\nc=IN IP4 host.example.com\nm=text 7000 RTP/AVP 9\na=rtcp:7005 IN IP6 2001:db8::1\na=rtcp-mux"u8);
        Assert.Equal("192.0.2.1", Text(reader.SessionAddress));

        Assert.True(reader.TryNext(out var media));
        Assert.Equal("audio", Text(media.Kind));
        Assert.Equal((5000, 2, false, 5002), (media.Port, media.PortCount, media.IsRejected, media.RtcpPort));
        Assert.Equal("192.0.2.1", Text(media.Address));

        Assert.True(reader.TryNext(out media));
        Assert.True(media.IsRejected);
        Assert.Equal("host.example.com", Text(media.Address));

        Assert.True(reader.TryNext(out media));
        Assert.Equal((7000, 7005, true), (media.Port, media.RtcpPort, media.OffersRtcpMux));
        Assert.Equal("192.0.2.1", Text(media.Address));
        Assert.Equal("2001:db8::1", Text(media.RtcpAddress));
        Assert.False(reader.TryNext(out _));
    }

    [Theory]
    [InlineData("0.0.0.0", true)]
    [InlineData("192.0.2.1", false)]
    public void Rfc3264_8_4_hold_is_seen(string address, bool held)
    {
        var reader = new SdpReader(Encoding.ASCII.GetBytes($"m=audio 5000 RTP/AVP 0\r\nc=IN IP4 {address}\r\n"));
        Assert.True(reader.TryNext(out var media));
        Assert.Equal(held, media.IsHeld);
    }

    [Fact]
    public void Malformed_media_line_is_read_as_refused()
    {
        var reader = new SdpReader("m=audio\r\nm=video 1 x y"u8);
        Assert.True(reader.TryNext(out var media));
        Assert.True(media.IsRejected);
        Assert.True(reader.TryNext(out media));
        Assert.Equal(1, media.Port);
    }

    [Theory]
    [InlineData("application/sdp", true)]
    [InlineData("Application/SDP ; charset=utf-8", true)]
    [InlineData("multipart/mixed;boundary=x", false)]
    [InlineData("application/sdpx", false)]
    public void Session_description_is_found_by_its_type(string type, bool found)
    {
        var message = Parse.Message($"INVITE sip:a@b SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 INVITE\nContent-Type: {type}\nContent-Length: 3\n\nv=0");
        Assert.Equal(found, SdpBody.TryFind(message, out var description));
        if (found) Assert.Equal(message.Body, description);
    }

    [Theory]
    [InlineData("multipart/mixed;boundary=x", "--x\nContent-Type: application/isup\n\n\u0001\n--x\nContent-type: Application/SDP;a=b\nContent-Disposition: session\n\nv=0\ns=-\n\n--x--\n", "v=0\r\ns=-\r\n")]
    [InlineData("Multipart/Mixed; charset=a; boundary=\"x y\" ; b=c", "preamble\n--x y\nContent-Type: application/sdp\n\nv=0\n--x y--", "v=0")]
    [InlineData("multipart/mixed;boundary=x", "--x\nContent-Type: application/sdp\nContent-Length: 3\n\nv=0\n--x--", null)]
    [InlineData("multipart/mixed;boundary=x", "--x\nContent-Type: application/sdp\nContent-Transfer-Encoding: base64\n\ndj0w\n--x--", null)]
    [InlineData("multipart/mixed;boundary=x", "--x\nContent-Type: application/sdp\n\nv=0", null)]
    [InlineData("multipart/mixed;boundary=x", "--x\nContent-Type: application/sdp\n--x--", null)]
    [InlineData("multipart/mixed;boundary=x", "--x--x--x", null)]
    [InlineData("multipart/mixed;boundary=", "--\nContent-Type: application/sdp\n\nv=0\n----", null)]
    [InlineData("multipart/mixed", "--x\nContent-Type: application/sdp\n\nv=0\n--x--", null)]
    [InlineData("multipart/signed;boundary=x", "--x\nContent-Type: application/sdp\n\nv=0\n--x--", null)]
    public void Session_description_among_several_parts_is_found(string type, string body, string? expected)
    {
        body = body.Replace("\n", "\r\n", StringComparison.Ordinal);
        var message = Parse.Message($"INVITE sip:a@b SIP/2.0\nVia: SIP/2.0/UDP h;branch=z9hG4bKa\nFrom: <sip:a@b>;tag=1\nTo: <sip:c@d>\nCall-ID: x\nCSeq: 1 INVITE\nContent-Type: {type}\nContent-Length: {body.Length}\n\n{body}");
        Assert.Equal(expected, SdpBody.TryFind(message, out var description) ? Text(message[description]) : null);
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
}
