using System.Runtime.InteropServices;

namespace SystemConnector.Silo.Draining;

/// <summary>
/// The first SIGTERM or Ctrl+C has the process drain and stop, which may take as long as calls take to be set up. The second one means
/// it: the process ends at once.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    // As a shell says it of a process that a signal ended.
    private const int SignalBase = 128, Interrupt = 2, Terminate = 15;

    private readonly PosixSignalRegistration[] _registrations;
    private int _count;

    public SecondSignal() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => Came(Terminate)),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => Came(Interrupt)),
    ];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Came(int signal)
    {
        if (Interlocked.Increment(ref _count) > 1) Environment.Exit(SignalBase + signal);
    }
}
