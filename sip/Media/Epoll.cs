using System.Runtime.InteropServices;

namespace SystemConnector.Sip.Media;

/// <summary>Which of many sockets have something to read, by Linux's epoll(7). Any thread may add; one thread waits.</summary>
internal sealed unsafe partial class Epoll : IDisposable
{
    /// <summary>What <see cref="Slot"/> says of <see cref="Wake"/>.</summary>
    public const int Woken = -1;

    private const int CloseOnExec = 0x80000, NonBlocking = 0x800, Add = 1, Readable = 1, Most = 256;

    // struct epoll_event is packed on x86 alone: uint32 events, uint64 data.
    private static readonly int Size = RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.X86 ? 12 : 16;

    private readonly byte[] _events = GC.AllocateArray<byte>(Most * Size, pinned: true);
    private readonly int _epoll = epoll_create1(CloseOnExec);
    private readonly int _wake = eventfd(0, CloseOnExec | NonBlocking);

    public Epoll()
    {
        if (_epoll < 0 || _wake < 0 || !TryAdd(_wake, Woken)) throw new InvalidOperationException("The system gives no epoll: too many open files?");
    }

    /// <summary>Watches a socket under a number of the caller's; a closed one is watched no more.</summary>
    public bool TryAdd(int socket, int slot)
    {
        var entry = stackalloc byte[16];
        *(uint*)entry = Readable;
        *(long*)(entry + Size - 8) = slot;
        return epoll_ctl(_epoll, Add, socket, entry) == 0;
    }

    /// <summary>Waits until sockets are readable; how many, at most 256. Those beyond come with the next call.</summary>
    public int Wait()
    {
        fixed (byte* events = _events) return epoll_wait(_epoll, events, Most, -1);
    }

    /// <summary>The number of the socket at that place of the last wait.</summary>
    public int Slot(int index) => BitConverter.ToInt32(_events, index * Size + Size - 8);

    /// <summary>Makes a wait return with <see cref="Woken"/>.</summary>
    public void Wake()
    {
        var one = 1UL;
        _ = write(_wake, &one, sizeof(ulong));
    }

    /// <summary>Takes the wake-up, so that the next wait waits again.</summary>
    public void Rearm()
    {
        ulong count;
        _ = read(_wake, &count, sizeof(ulong));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ = UdpSocket.Close(_wake);
        _ = UdpSocket.Close(_epoll);
    }

    [LibraryImport("libc")]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc")]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, byte* entry);

    [LibraryImport("libc")]
    private static partial int epoll_wait(int epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc")]
    private static partial int eventfd(uint count, int flags);

    [LibraryImport("libc")]
    private static partial nint read(int descriptor, void* buffer, nuint length);

    [LibraryImport("libc")]
    private static partial nint write(int descriptor, void* buffer, nuint length);
}
