using System.Text;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Tests.Parsing;

public sealed class StreamFramerTests
{
    private const string First = "INVITE sip:a SIP/2.0\r\nVia: x\r\nContent-Length: 5\r\n\r\nhello";
    private const string Compact = "BYE sip:a SIP/2.0\r\nl:\r\n  3\r\nCall-ID: y\r\n\r\n\r\n\r";
    private const string LineFeeds = "ACK sip:a SIP/2.0\nCONTENT-LENGTH :\t0\n\n";

    private static readonly string Pipeline = $"\r\n\r\n{First}\r\n{Compact}{LineFeeds}\r\n\r\n\r\n{First}";

    private static readonly string[] Frames =
        ["Ping", "Message " + First, "Pong", "Message " + Compact, "Message " + LineFeeds, "Ping", "Pong", "Message " + First];

    [Fact]
    public void Rfc3261_18_3_pipelined_messages_are_cut_at_every_split_point()
    {
        for (var split = 0; split <= Pipeline.Length; split++)
            Assert.Equal(Frames, Read(new StreamFramer(new SipLimits()), Pipeline[..split], Pipeline[split..]));
    }

    [Fact]
    public void Rfc3261_18_3_pipelined_messages_are_cut_when_they_come_byte_by_byte() =>
        Assert.Equal(Frames, Read(new StreamFramer(new SipLimits()), [.. Pipeline.Select(c => c.ToString())]));

    [Theory]
    [InlineData("INVITE sip:a SIP/2.0\r\nVia: x\r\n\r\n", MessageFault.MissingHeaderField)]
    [InlineData("INVITE sip:a SIP/2.0\r\nX: Content-Length: 5\r\n l: 5\r\n\r\n", MessageFault.MissingHeaderField)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: -5\r\n\r\n", MessageFault.BadContentLength)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: five\r\n\r\n", MessageFault.BadContentLength)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length:\r\n\r\n", MessageFault.BadContentLength)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: 4294967296\r\n\r\n", MessageFault.BadContentLength)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: 5\r\nl: 6\r\n\r\n", MessageFault.DuplicateHeaderField)]
    [InlineData("INVITE sip:a SIP/2.0\r\nContent-Length: 65535\r\n\r\n", MessageFault.MessageTooLarge)]
    [InlineData("\rINVITE", MessageFault.NotSip)]
    public void Stream_that_cannot_be_framed_is_a_fault_for_good(string text, MessageFault fault)
    {
        using var framer = new StreamFramer(new SipLimits());
        Assert.Equal(["Fault"], Read(framer, text));
        Assert.Equal(fault, framer.Fault);
        Assert.Equal(["Fault"], Read(framer, First));
    }

    [Fact]
    public void Header_without_end_is_a_fault_at_the_limit_and_costs_no_more_than_that()
    {
        using var framer = new StreamFramer(new SipLimits { MaxMessageSize = 10_000 });
        var received = 0;
        while (true)
        {
            var room = framer.GetBuffer();
            var length = Math.Min(700, room.Length);
            room.Span[..length].Fill((byte)'a');
            framer.Advance(length);
            received += length;
            if (framer.TryRead(out var buffer, out _, out _) == FrameKind.Fault) break;
            Assert.InRange(buffer.Length, 1, 32_768);
        }
        Assert.InRange(received, 10_000, 11_000);
        Assert.Equal(MessageFault.MessageTooLarge, framer.Fault);
    }

    [Fact]
    public void Largest_message_is_read_among_others()
    {
        using var framer = new StreamFramer(new SipLimits());
        const string Head = "INVITE sip:a SIP/2.0\r\nContent-Length: 65000\r\n\r\n";
        var large = Head + new string('x', 65_000);
        Assert.Equal(["Message " + First, "Message " + large, "Message " + First, "Message " + large], Read(framer, First + large + First + large));
    }

    [Fact]
    public void Lone_line_end_is_no_partial_message()
    {
        using var framer = new StreamFramer(new SipLimits());
        Assert.Empty(Read(framer, "\r\n"));
        Assert.False(framer.HasPartialMessage);
        Assert.Equal(["Pong"], Read(framer, "I"));
        Assert.True(framer.HasPartialMessage);
    }

    [Fact]
    public void Random_bytes_never_throw()
    {
        var random = new Random(18_3);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Encoding.Latin1.GetBytes(Pipeline);
            if (round % 2 == 0) random.NextBytes(bytes);
            else for (var i = 0; i < 5; i++) bytes[random.Next(bytes.Length)] = (byte)"\r\n :;,<>\"\\lL0\0\xff"[random.Next(15)];
            using var framer = new StreamFramer(new SipLimits { MaxMessageSize = 300 });
            var cut = random.Next(bytes.Length);
            Read(framer, Encoding.Latin1.GetString(bytes, 0, cut), Encoding.Latin1.GetString(bytes, cut, bytes.Length - cut));
        }
    }

    [Fact]
    public void Line_end_that_is_known_to_be_a_pong_is_no_half_of_a_ping()
    {
        using var framer = new StreamFramer(new SipLimits());
        Assert.Empty(Read(framer, "\r"));
        Assert.False(framer.TryTakeLineEnd());
        Assert.Empty(Read(framer, "\n"));
        Assert.True(framer.TryTakeLineEnd());
        Assert.False(framer.TryTakeLineEnd());
        Assert.Empty(Read(framer, "\r\n"));
        Assert.Equal(["Ping"], Read(framer, "\r\n"));
    }

    [Fact]
    public void Framing_allocates_nothing()
    {
        using var framer = new StreamFramer(new SipLimits());
        var bytes = Encoding.Latin1.GetBytes(Pipeline);
        AllocationAssert.None(() =>
        {
            bytes.CopyTo(framer.GetBuffer());
            framer.Advance(bytes.Length);
            while (framer.TryRead(out _, out _, out _) != FrameKind.NeedMore) { }
        });
    }

    private static List<string> Read(StreamFramer framer, params string[] pieces)
    {
        var frames = new List<string>();
        foreach (var piece in pieces)
        {
            var bytes = Encoding.Latin1.GetBytes(piece).AsSpan();
            do
            {
                var room = framer.GetBuffer().Span;
                Assert.False(room.IsEmpty);
                var length = Math.Min(room.Length, bytes.Length);
                bytes[..length].CopyTo(room);
                bytes = bytes[length..];
                framer.Advance(length);
                while (framer.TryRead(out var buffer, out var start, out var count) is var kind && kind != FrameKind.NeedMore)
                {
                    frames.Add(kind == FrameKind.Message ? "Message " + Encoding.Latin1.GetString(buffer, start, count) : kind.ToString());
                    if (kind == FrameKind.Fault) return frames;
                }
            }
            while (!bytes.IsEmpty);
        }
        return frames;
    }
}
