using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Calls;

/// <summary>The route set of a peer, from the Record-Route values of its message (RFC 3261 §12.1).</summary>
internal static class RouteSet
{
    /// <summary>Writes the values as one header field value: in order from a request, reversed from a response. False when there is no room.</summary>
    /// <param name="message">The peer's message.</param>
    /// <param name="destination">Where to.</param>
    /// <param name="length">How much was written.</param>
    /// <param name="endsWithOurs">True for the response to a request that had a Record-Route of ours: it comes back last, and is for the peer only.</param>
    public static bool TryCollect(SipMessage message, Span<byte> destination, out int length, bool endsWithOurs = false)
    {
        length = 0;
        if (!message.Has(HeaderName.RecordRoute)) return true;
        Span<Slice> values = stackalloc Slice[64];
        var count = 0;
        foreach (ref readonly var field in message.Fields)
        {
            if (field.Name != HeaderName.RecordRoute) continue;
            foreach (var value in HeaderValues.Of(message, field))
            {
                if (count == values.Length) return false;
                values[count++] = value;
            }
        }
        if (endsWithOurs && count > 0) count--;
        values = values[..count];
        if (!message.IsRequest) values.Reverse();
        var writer = new MessageWriter(destination);
        foreach (var value in values)
        {
            if (writer.Length > 0) writer.Write(", "u8);
            writer.Write(message[value]);
        }
        length = writer.Length;
        return !writer.Overflowed;
    }

    /// <summary>The URI of the first route; empty when there is none or it is malformed.</summary>
    public static ReadOnlySpan<byte> First(ReadOnlySpan<byte> routes)
    {
        var open = routes.IndexOf((byte)'<');
        if (open < 0) return default;
        var close = routes[open..].IndexOf((byte)'>');
        return close < 0 ? default : routes.Slice(open + 1, close - 1);
    }
}
