using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace SystemConnector.Conformance.Tests.Nat;

/// <summary>
/// A network of its own with a loopback interface and private addresses on it: what is in it reaches nothing outside, and nothing
/// outside reaches it.
/// </summary>
internal sealed partial class NetworkNamespace : IAsyncDisposable
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET

    // It keeps the namespace, and ends with us whatever becomes of us: then its input ends.
    private readonly Process _keeper;

    private NetworkNamespace(Process keeper) => _keeper = keeper;

    private string Path => $"/proc/{_keeper.Id}/ns/net";

    /// <summary>Makes one with these addresses; skips the test where that is not allowed.</summary>
    public static async Task<NetworkNamespace> CreateAsync(params IPAddress[] addresses)
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && OperatingSystem.IsLinux(), "a network namespace can be made by root on Linux only");
        var setup = string.Concat(addresses.Select(address => $"ip address add {address}/32 dev lo && "));
        var keeper = Process.Start(new ProcessStartInfo("unshare", ["--net", "sh", "-c", $"ip link set lo up && {setup}echo ready && exec cat"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (await keeper.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) == "ready") return new NetworkNamespace(keeper);
        var reason = await keeper.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        keeper.Dispose();
        Assert.Skip($"no network namespace can be made here: {reason.Trim()}");
        throw new UnreachableException();
    }

    /// <summary>How a program is started in it.</summary>
    public ProcessStartInfo Start(string program, IEnumerable<string> arguments) => new("nsenter", [$"--net={Path}", program, .. arguments]);

    /// <summary>Does something in it, such as making a socket: a socket stays where it was made, whoever uses it.</summary>
    public T Within<T>(Func<T> action)
    {
        T? result = default;
        ExceptionDispatchInfo? failure = null;
        // A thread of its own, which ends there: no other work is ever in the wrong network.
        var thread = new Thread(() =>
        {
            try
            {
                using var network = File.OpenHandle(Path);
                if (setns(network, NewNetwork) != 0) throw new Win32Exception();
                result = action();
            }
#pragma warning disable CA1031 // Thrown again by the one who waits.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
        return result!;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(SafeHandle file, int type);

    public async ValueTask DisposeAsync()
    {
        _keeper.StandardInput.Close();
        await _keeper.WaitForExitAsync(CancellationToken.None);
        _keeper.Dispose();
    }
}
