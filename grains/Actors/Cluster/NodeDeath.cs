using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SystemConnector.Grains.Cluster;

/// <summary>
/// Ends the process of a node that was declared dead, whether the fence or the silo reads of it first. What a stop would put in order is
/// others' by then, and asking them for it takes half a minute for each grain: so the process ends within two seconds, stopped or not.
/// </summary>
internal sealed partial class NodeDeath(IHostApplicationLifetime application, TimeProvider time, Action<int> end, ILogger<NodeDeath> logger) : IFatalErrorHandler, IDisposable
{
    /// <summary>How the process ends, so that whoever supervises it starts it again.</summary>
    public const int ExitCode = 3;

    /// <summary>How long it may take to close its sockets and to write its last lines.</summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private volatile bool _isDeclared;
    private ITimer? _timer;

    /// <summary>True once this life of the node is over.</summary>
    public bool IsDeclared => _isDeclared;

    /// <summary>The others declared this node dead.</summary>
    public void Declare()
    {
        if (TryEnd()) LogDead(ExitCode);
    }

    /// <inheritdoc/>
    bool IFatalErrorHandler.IsUnexpected(Exception exception) => true;

    /// <inheritdoc/>
    void IFatalErrorHandler.OnFatalException(object? sender, string? context, Exception? exception)
    {
        if (TryEnd()) LogFatal(exception, context, ExitCode);
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private bool TryEnd()
    {
        lock (_lock)
        {
            if (_isDeclared) return false;
            _isDeclared = true;
            _timer = time.CreateTimer(_ => end(ExitCode), null, Bound, Timeout.InfiniteTimeSpan);
        }
        Environment.ExitCode = ExitCode;
        application.StopApplication();
        return true;
    }

    [LoggerMessage(1, LogLevel.Critical,
        "The other nodes declared this one dead, and its connectors have other homes. The process ends with exit code {ExitCode} and may be started again at once; "
        + "look for what kept it from answering: its network, a stopped machine, too little CPU.")]
    private partial void LogDead(int exitCode);

    [LoggerMessage(2, LogLevel.Critical, "The silo cannot go on: {Context} The process ends with exit code {ExitCode} and may be started again at once.")]
    private partial void LogFatal(Exception? exception, string? context, int exitCode);
}
