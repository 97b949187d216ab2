using SystemConnector.Silo.Options;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Edge;

/// <summary>
/// The identity in force: what the files hold, looked at again and again, so that a renewed certificate needs no restart. Files that
/// cannot be used, such as a certificate whose key is not written yet, leave in force what was.
/// </summary>
internal sealed partial class TlsIdentityInForce : IDisposable
{
    // Contents are compared, not times: a link that is moved to another file (as Kubernetes and certbot do) has its own time.
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);

    private readonly TlsOptions _options;
    private readonly ILogger _log;
    private readonly ITimer _timer;
    private volatile TlsIdentity _current;
    private TlsFiles.Contents _seen;
    private int _isLooking;

    /// <summary>Reads the files for the first time.</summary>
    /// <exception cref="InvalidOperationException">They cannot be used; the options' validator says so before.</exception>
    public TlsIdentityInForce(TlsOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _log = log;
        var faults = new List<string>();
        _seen = TlsFiles.Read(options, faults);
        _current = TlsFiles.Parse(options, _seen, faults) ?? throw new InvalidOperationException(string.Join(' ', faults));
        LogInForce(log, _current.Name, _current.ValidUntil);
        _timer = time.CreateTimer(static identity => ((TlsIdentityInForce)identity!).Look(), this, Period, Period);
    }

    /// <summary>The identity that the next handshake takes.</summary>
    public TlsIdentity Current => _current;

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        // A file system that hangs must not gather threads.
        if (Interlocked.Exchange(ref _isLooking, 1) == 1) return;
        try
        {
            Renew();
        }
#pragma warning disable CA1031 // What a certificate can be wrong in has no end, and an exception of a timer ends the process.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnusable(_log, exception.Message, _current.ValidUntil);
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private void Renew()
    {
        var faults = new List<string>();
        var contents = TlsFiles.Read(_options, faults);
        if (contents.IsSame(_seen)) return;
        _seen = contents;
        if (TlsFiles.Parse(_options, contents, faults) is { } renewed)
        {
            LogInForce(_log, renewed.Name, renewed.ValidUntil);
            _current = renewed;
        }
        else
        {
            LogUnusable(_log, string.Join(' ', faults), _current.ValidUntil);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The TLS certificate of {Name} is in force; it is valid until {ValidUntil:u}")]
    private static partial void LogInForce(ILogger logger, string name, DateTimeOffset validUntil);

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed TLS files cannot be used; the certificate before them stays in force, which is valid until {ValidUntil:u}. {Faults}")]
    private static partial void LogUnusable(ILogger logger, string faults, DateTimeOffset validUntil);
}
