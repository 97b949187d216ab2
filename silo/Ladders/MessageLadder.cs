using System.Collections.Immutable;
using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Ladders;

/// <summary>Finds a call's messages in the rings, and shows them without secrets.</summary>
internal sealed class MessageLadder(MessageRings rings) : IMessageLadder
{
    // Who repeats a request for ever does not fill the answer.
    private const int Most = 500;

    /// <inheritdoc/>
    public ImmutableArray<LadderMessage> Of(string callId)
    {
        if (callId.Length == 0) return [];
        var id = Encoding.UTF8.GetBytes(callId);
        var found = new List<Found>();
        rings.Read((message, ticks, isSent, protocol, in local, in remote) =>
        {
            if (message.IndexOf(id) >= 0 && CallIdOf(message).SequenceEqual(id)) found.Add(new Found(message.ToArray(), ticks, isSent, protocol, local, remote));
        });
        return [.. found.OrderBy(static message => message.Ticks).Take(Most).Select(static message => message.Shown())];
    }

    private static ReadOnlySpan<byte> CallIdOf(ReadOnlySpan<byte> message)
    {
        while (!message.IsEmpty)
        {
            var end = message.IndexOf((byte)'\n');
            var line = end < 0 ? message : message[..end];
            message = end < 0 ? default : message[(end + 1)..];
            line = line.Trim(" \t\r"u8);
            if (line.IsEmpty) return default;
            var colon = line.IndexOf((byte)':');
            if (colon < 0) continue;
            var name = line[..colon].Trim(" \t"u8);
            if (Ascii.EqualsIgnoreCase(name, "Call-ID"u8) || Ascii.EqualsIgnoreCase(name, "i"u8)) return line[(colon + 1)..].Trim(" \t"u8);
        }
        return default;
    }

    private sealed record Found(byte[] Message, long Ticks, bool IsSent, TransportProtocol Protocol, TransportAddress Local, TransportAddress Remote)
    {
        public LadderMessage Shown()
        {
            var (startLine, text) = Redaction.Of(Message);
            return new LadderMessage(new DateTimeOffset(Ticks, TimeSpan.Zero), IsSent, Protocol.ParameterName(), Local.ToString(), Remote.ToString(), startLine, text);
        }
    }
}
