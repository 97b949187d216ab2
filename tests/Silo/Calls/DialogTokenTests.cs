using System.Net;
using System.Security.Cryptography;
using System.Text;
using SystemConnector.Silo.Calls;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Tests.Calls;

public sealed class DialogTokenTests
{
    private static readonly byte[] Key = RandomNumberGenerator.GetBytes(32);

    [Theory]
    [InlineData("192.0.2.7")]
    [InlineData("2001:db8::7")]
    public void Token_read_back_is_what_was_written(string hop)
    {
        var token = Token(hop);
        Span<byte> bytes = stackalloc byte[DialogToken.MaxLength];
        var length = token.Write(bytes);
        Assert.True(DialogToken.TryRead(bytes[..length], out var read));
        Assert.Equal(token.PeerConnector, read.PeerConnector);
        Assert.Equal(token.OwnConnector, read.OwnConnector);
        Assert.Equal(token.PeerCSeqOffset, read.PeerCSeqOffset);
        Assert.Equal(token.OwnCSeqOffset, read.OwnCSeqOffset);
        Assert.Equal(token.Node, read.Node);
        Assert.Equal(token.Transport, read.Transport);
        Assert.Equal(token.Connection, read.Connection);
        Assert.Equal(token.StartedAt, read.StartedAt);
        Assert.Equal(token.Hop, read.Hop);
        Assert.Equal(token.Media, read.Media);
        Assert.True(read.IsOwnBehindNat);
        Assert.False(read.IsPeerBehindNat);
        Assert.Equal("sip:100@192.0.2.7", Encoding.ASCII.GetString(read.Target));
        Assert.Equal("sip:from", Encoding.ASCII.GetString(read.From));
        Assert.Equal("sip:to", Encoding.ASCII.GetString(read.To));
    }

    [Fact]
    public void Token_of_the_version_before_is_read_as_one_of_this_node()
    {
        Span<byte> bytes = stackalloc byte[DialogToken.MaxLength];
        var length = Token("192.0.2.7").Write(bytes);
        // Version 2 had no numbers of nodes, 4 bytes behind the first 58.
        bytes[0] = 2;
        bytes[62..length].CopyTo(bytes[58..]);
        Assert.True(DialogToken.TryRead(bytes[..(length - 4)], out var read));
        Assert.Equal("sip:100@192.0.2.7", Encoding.ASCII.GetString(read.Target));
        Assert.Equal("sip:to", Encoding.ASCII.GetString(read.To));
        Assert.Equal(0, read.Node);
        Assert.Equal(0, read.Keeper);
        Assert.Equal(1UL << 63 | 1, read.Media.Value);
        foreach (byte version in new byte[] { 0, 1, 4 })
        {
            bytes[0] = version;
            Assert.False(DialogToken.TryRead(bytes[..(length - 4)], out _));
        }
    }

    [Fact]
    public void Every_truncated_token_is_refused()
    {
        Span<byte> bytes = stackalloc byte[DialogToken.MaxLength];
        var length = Token("192.0.2.7").Write(bytes);
        for (var i = 0; i < length; i++) Assert.False(DialogToken.TryRead(bytes[..i], out _));
    }

    [Fact]
    public void Token_that_is_too_long_is_not_written()
    {
        var token = Token("192.0.2.7");
        token.Target = new byte[DialogToken.MaxLength];
        Assert.Equal(0, token.Write(new byte[DialogToken.MaxLength]));
    }

    [Fact]
    public async Task Contact_of_one_node_opens_on_another_with_the_same_keys_and_nowhere_else()
    {
        await using var transport = new UdpTransport(new IPEndPoint(IPAddress.Loopback, 0), null, new(), _ => { });
        Assert.True(TryOpen(Uri(Key, transport), Key));
        Assert.False(TryOpen(Uri(Key, transport), RandomNumberGenerator.GetBytes(32)));
        var uri = Uri(Key, transport);
        uri[^1] ^= 1;
        Assert.False(TryOpen(uri, Key));
        Assert.False(TryOpen(Uri(Key, transport), Key, callId: "call-2"));
    }

    private static byte[] Uri(byte[] key, SipTransport transport)
    {
        var writer = new MessageWriter(new byte[4096]);
        using var sealer = new Sealer([(1, key)], 1, SealedContact.Purpose);
        Assert.True(new SealedContact(sealer).TryWrite(ref writer, new Flow(transport, transport.Local), "call-1"u8, "100"u8, Token("192.0.2.7")));
        var line = Encoding.ASCII.GetString(writer.Written);
        Assert.StartsWith("Contact: <sip:100@127.0.0.1:", line, StringComparison.Ordinal);
        return Encoding.ASCII.GetBytes(line["Contact: <".Length..line.IndexOf('>')]);
    }

    private static bool TryOpen(byte[] uri, byte[] key, string callId = "call-1")
    {
        using var sealer = new Sealer([(1, key)], 1, SealedContact.Purpose);
        var request = Encoding.ASCII.GetBytes(
            $"BYE {Encoding.ASCII.GetString(uri)} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:c@d>;tag=2\r\nCall-ID: {callId}\r\nCSeq: 1 BYE\r\n\r\n");
        var message = new SipMessage();
        Assert.Equal(MessageFault.None, SipParser.Parse(message, request, 0, request.Length));
        return new SealedContact(sealer).TryOpen(message, new byte[DialogToken.MaxLength], out var token) && token.Target.SequenceEqual("sip:100@192.0.2.7"u8);
    }

    private static DialogToken Token(string hop) => new()
    {
        PeerConnector = Guid.Parse("01020304-0506-0708-090a-0b0c0d0e0f10"),
        OwnConnector = Guid.Parse("11020304-0506-0708-090a-0b0c0d0e0f10"),
        PeerCSeqOffset = 1,
        OwnCSeqOffset = 2,
        Protocol = TransportProtocol.Tcp,
        Node = 0x1234,
        Transport = 3,
        Connection = 1L << 40,
        StartedAt = 1_800_000_000,
        Media = new MediaLeg(1UL << 63 | 1),
        IsOwnBehindNat = true,
        Hop = TransportAddress.Of(IPAddress.Parse(hop), 5070),
        Target = "sip:100@192.0.2.7"u8,
        From = "sip:from"u8,
        To = "sip:to"u8,
    };
}
