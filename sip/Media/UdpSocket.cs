using System.Runtime.InteropServices;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Media;

/// <summary>UDP sockets by Linux's own calls: a datagram costs one call in and one out, and no object.</summary>
internal static unsafe partial class UdpSocket
{
    private const int Datagram = 2, NonBlocking = 0x800, CloseOnExec = 0x80000, DontWait = 0x40;
    private const int Ip = 0, TypeOfService = 1, Ipv6 = 41, TrafficClass = 67, OnlyIpv6 = 26;
    private const int OpenFiles = 7;

    // Expedited forwarding, the class of telephony (RFC 4594 §4.1).
    private const int Telephony = 46 << 2;

    /// <summary>Binds a socket; negative when the address is in use, is not ours, or no descriptor is left.</summary>
    public static int Open(in TransportAddress local)
    {
        var name = SocketName.Of(local);
        var descriptor = socket(name.Family, Datagram | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0) return descriptor;
        Set(descriptor, local.IsIPv6 ? Ipv6 : Ip, local.IsIPv6 ? TrafficClass : TypeOfService, Telephony);
        if (local.IsIPv6) Set(descriptor, Ipv6, OnlyIpv6, 1);
        if (bind(descriptor, &name, name.Length) == 0) return descriptor;
        _ = Close(descriptor);
        return -1;
    }

    /// <summary>Takes one datagram; its length, negative when there is none.</summary>
    public static int Receive(int descriptor, byte* buffer, int size, out SocketName source)
    {
        source = default;
        var length = (uint)SocketName.MaxLength;
        fixed (SocketName* name = &source) return (int)recvfrom(descriptor, buffer, (nuint)size, DontWait, name, &length);
    }

    /// <summary>Sends one datagram; false when the system does not take it.</summary>
    public static bool Send(int descriptor, ReadOnlySpan<byte> datagram, in SocketName target)
    {
        fixed (byte* bytes = datagram)
        fixed (SocketName* name = &target) return sendto(descriptor, bytes, (nuint)datagram.Length, DontWait, name, name->Length) == datagram.Length;
    }

    /// <summary>Closes a descriptor.</summary>
    public static int Close(int descriptor) => close(descriptor);

    /// <summary>How many descriptors this process may have.</summary>
    public static long MaxDescriptors()
    {
        var limit = stackalloc ulong[2];
        return getrlimit(OpenFiles, limit) == 0 && limit[0] < int.MaxValue ? (long)limit[0] : int.MaxValue;
    }

    private static void Set(int descriptor, int level, int option, int value) => _ = setsockopt(descriptor, level, option, &value, sizeof(int));

    [LibraryImport("libc")]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc")]
    private static partial int bind(int descriptor, SocketName* name, uint length);

    [LibraryImport("libc")]
    private static partial int setsockopt(int descriptor, int level, int option, int* value, uint length);

    [LibraryImport("libc")]
    private static partial nint recvfrom(int descriptor, byte* buffer, nuint size, int flags, SocketName* source, uint* length);

    [LibraryImport("libc")]
    private static partial nint sendto(int descriptor, byte* buffer, nuint size, int flags, SocketName* target, uint length);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ulong* limit);
}
