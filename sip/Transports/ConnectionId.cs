using System.Security.Cryptography;

namespace SystemConnector.Sip.Transports;

/// <summary>
/// Names connections. Bindings and sealed tokens keep a name for longer than the process lives and show it to other nodes, so
/// that the names of two listeners, nodes or lives must not meet: they are counted from a random place.
/// </summary>
internal static class ConnectionId
{
    private static long s_last = Start();

    /// <summary>A name that nothing else has; positive, so that 0 stands for no connection.</summary>
    public static long Next() => Interlocked.Increment(ref s_last);

    /// <summary>A place in the lower half of the positive numbers: the rest is never counted to the end.</summary>
    private static long Start()
    {
        Span<byte> random = stackalloc byte[sizeof(long)];
        RandomNumberGenerator.Fill(random);
        return BitConverter.ToInt64(random) & long.MaxValue >> 1;
    }
}
