using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Calls;

/// <summary>Writes URIs in which a number is at this node, as the peer knows it, or at a far side.</summary>
internal static class OurUri
{
    /// <summary>Writes "sip:user@host" with the host by which the peer of that flow knows us.</summary>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> user, in Flow flow)
    {
        WriteUser(ref writer, user);
        flow.Transport.WriteHost(ref writer, flow.Remote);
    }

    /// <summary>Writes "sip:user@host:port" with the socket at which the peer of that flow reaches us.</summary>
    public static void WriteSocket(ref MessageWriter writer, scoped ReadOnlySpan<byte> user, in Flow flow)
    {
        WriteUser(ref writer, user);
        flow.Transport.WriteSentBy(ref writer, flow.Remote);
        flow.Transport.WriteUriParameter(ref writer);
    }

    /// <summary>Writes "sip:user@host:port".</summary>
    public static void Write(ref MessageWriter writer, scoped ReadOnlySpan<byte> user, scoped ReadOnlySpan<byte> hostPort)
    {
        WriteUser(ref writer, user);
        writer.Write(hostPort);
    }

    private static void WriteUser(ref MessageWriter writer, scoped ReadOnlySpan<byte> user)
    {
        writer.Write("sip:"u8);
        foreach (var b in user)
        {
            if (b == '#') writer.Write("%23"u8); // a dialled '#' is no user character (RFC 3261 §25.1)
            else writer.Write(b);
        }
        if (!user.IsEmpty) writer.Write((byte)'@');
    }
}
