using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using SystemConnector.Silo.Edge;
using SystemConnector.Sip.Tests.Transports;

namespace SystemConnector.Silo.Tests.Edge;

public sealed class TlsIdentityInForceTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly TestAuthority _authority = new();
    private readonly TlsDirectory _files;
    private readonly KeptLog _log = new();

    public TlsIdentityInForceTests() => _files = new TlsDirectory(_authority, "first.example");

    public void Dispose()
    {
        _files.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public void Renewed_certificate_is_in_force_within_ten_seconds()
    {
        using var identity = new TlsIdentityInForce(_files.Options, _time, _log);
        var first = identity.Current;
        Assert.Equal("first.example", first.Name);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Same(first, identity.Current); // nothing changed

        _files.Write(_authority.Issue("second.example"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("second.example", identity.Current.Name);
    }

    [Fact]
    public void Certificate_whose_key_is_not_there_yet_leaves_the_one_before_in_force()
    {
        using var identity = new TlsIdentityInForce(_files.Options, _time, _log);
        var second = _authority.Issue("second.example");
        File.WriteAllText(_files.Certificate, second.ExportCertificatePem());
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("first.example", identity.Current.Name);
        // Once, and not every ten seconds.
        Assert.Contains("holds no private key in PEM that belongs to the certificate", Assert.Single(_log.Of(LogLevel.Error)), StringComparison.Ordinal);

        _files.WriteKey(second);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("second.example", identity.Current.Name);
    }

    [Fact]
    public void Certificate_that_is_wrong_in_a_way_nobody_thought_of_leaves_the_one_before_in_force_and_the_looking_alive()
    {
        using var identity = new TlsIdentityInForce(_files.Options, _time, _log);
        _files.Write(_authority.Issue("second.example"));
        _log.Fault = new System.Security.Cryptography.CryptographicException("odd");
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("first.example", identity.Current.Name);
        Assert.Contains("odd", Assert.Single(_log.Of(LogLevel.Error)), StringComparison.Ordinal);

        _files.Write(_authority.Issue("third.example"));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("third.example", identity.Current.Name);
    }

    [Fact]
    public void File_that_is_gone_leaves_the_certificate_in_force()
    {
        using var identity = new TlsIdentityInForce(_files.Options, _time, _log);
        File.Delete(_files.Key);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("first.example", identity.Current.Name);
        Assert.Contains("Sip:Tls:Key: ", Assert.Single(_log.Of(LogLevel.Error)), StringComparison.Ordinal);
    }

    /// <summary>Keeps what is logged.</summary>
    private sealed class KeptLog : ILogger
    {
        private readonly List<(LogLevel Level, string Text)> _lines = [];

        /// <summary>What the next line ends in, as that of a certificate whose name cannot be read would.</summary>
        public Exception? Fault { get; set; }

        public IEnumerable<string> Of(LogLevel level) => _lines.Where(line => line.Level == level).Select(static line => line.Text);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Fault is { } fault)
            {
                Fault = null;
                throw fault;
            }
            _lines.Add((logLevel, formatter(state, exception)));
        }
    }
}
