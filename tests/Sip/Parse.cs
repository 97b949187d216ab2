using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Sip.Tests;

/// <summary>Makes messages of text.</summary>
internal static class Parse
{
    /// <summary>Parses text whose line ends are LF or CRLF; asserts that nothing is wrong with it.</summary>
    public static SipMessage Message(string text)
    {
        Assert.Equal(MessageFault.None, Fault(text, out var message));
        return message;
    }

    /// <summary>Parses text; says what is wrong with it.</summary>
    public static MessageFault Fault(string text, out SipMessage message)
    {
        var bytes = Bytes(text);
        message = new SipMessage();
        return SipParser.Parse(message, bytes, 0, bytes.Length);
    }

    /// <summary>The bytes of text with CRLF line ends.</summary>
    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
}
