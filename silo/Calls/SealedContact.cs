using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>Writes and reads the Contact that carries a call's token: <c>&lt;sip:200@node;sc=TOKEN&gt;</c>.</summary>
internal sealed class SealedContact(Sealer sealer)
{
    /// <summary>The purpose for which the cluster's keys are derived.</summary>
    public static ReadOnlySpan<byte> Purpose => "system-connector dialog token"u8;

    private static ReadOnlySpan<byte> Parameter => ";sc="u8;

    /// <summary>Writes the Contact header field for the side that is reached over the flow. False when the token is too long.</summary>
    public bool TryWrite(ref MessageWriter writer, in Flow flow, scoped ReadOnlySpan<byte> user, scoped DialogToken token)
    {
        Span<byte> plain = stackalloc byte[DialogToken.MaxLength];
        var length = token.Write(plain);
        if (length == 0) return false;
        Span<byte> text = stackalloc byte[Sealer.SealedLength(DialogToken.MaxLength)];
        var written = sealer.Seal(plain[..length], text);
        if (written == 0) return false;

        writer.Write("Contact: <sip:"u8);
        if (!user.IsEmpty)
        {
            writer.Write(user);
            writer.Write((byte)'@');
        }
        flow.Transport.WriteSentBy(ref writer, flow.Remote);
        if (flow.Transport.Protocol == TransportProtocol.Tcp) writer.Write(";transport=tcp"u8);
        writer.Write(Parameter);
        writer.Write(text[..written]);
        writer.Write(">\r\n"u8);
        return true;
    }

    /// <summary>True when the URI carries a token, ours or not.</summary>
    public static bool IsIn(ReadOnlySpan<byte> uri) => uri.IndexOf(Parameter) >= 0;

    /// <summary>Opens the token in a Request-URI; false when there is none, or it is not of this cluster.</summary>
    /// <param name="uri">The Request-URI.</param>
    /// <param name="plain">At least <see cref="DialogToken.MaxLength"/> bytes; the token points into it.</param>
    /// <param name="token">The token.</param>
    public bool TryOpen(ReadOnlySpan<byte> uri, Span<byte> plain, out DialogToken token)
    {
        token = default;
        var start = uri.IndexOf(Parameter);
        if (start < 0) return false;
        var text = uri[(start + Parameter.Length)..];
        var end = text.IndexOfAny((byte)';', (byte)'?');
        if (end >= 0) text = text[..end];
        var length = sealer.Open(text, plain);
        return length > 0 && DialogToken.TryRead(plain[..length], out token);
    }
}
