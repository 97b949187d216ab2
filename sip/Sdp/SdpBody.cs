using System.Text;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Sip.Sdp;

/// <summary>Finds the session description of a message.</summary>
public static class SdpBody
{
    /// <summary>True when the body is one session description. Multipart bodies are left alone: parts of them may be signed.</summary>
    public static bool TryGet(SipMessage message, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (message.Body.IsEmpty) return false;
        var type = message.Find(HeaderName.ContentType);
        var end = type.IndexOf((byte)';');
        if (end >= 0) type = type[..end];
        if (!Ascii.EqualsIgnoreCase(type.TrimEnd(" \t"u8), "application/sdp"u8)) return false;
        body = message[message.Body];
        return true;
    }
}
