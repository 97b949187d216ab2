using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>The session description of an agent that sends no media, and the name in the other side's.</summary>
internal static class SilentSession
{
    /// <summary>Offer and answer alike (RFC 8866): audio on the discard port, the agent's name as the session's.</summary>
    public static string Describe(string name, IPAddress address)
    {
        var family = address.AddressFamily == AddressFamily.InterNetworkV6 ? "IP6" : "IP4";
        return $"v=0\r\no={name} 1 1 IN {family} {address}\r\ns={name}\r\nc=IN {family} {address}\r\nt=0 0\r\nm=audio 9 RTP/AVP 8 0\r\na=inactive\r\n";
    }

    /// <summary>The session name of the other side's description; null when it has none.</summary>
    public static string? NameIn(ReadOnlySpan<byte> body)
    {
        foreach (var line in Encoding.Latin1.GetString(body).Split('\n'))
            if (line.StartsWith("s=", StringComparison.Ordinal)) return line[2..].Trim();
        return null;
    }
}
