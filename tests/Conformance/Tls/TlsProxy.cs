using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SystemConnector.Sip.Tests.Transports;
using Xunit.Sdk;

namespace SystemConnector.Conformance.Tests.Tls;

/// <summary>Kamailio between a node's TLS and a far end's UDP (tls_proxy.cfg).</summary>
internal sealed class TlsProxy : IAsyncDisposable
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    private readonly string _directory = Directory.CreateTempSubdirectory("sc-kamailio-").FullName;
    private readonly StringBuilder _log = new();
    private Process? _process;

    private TlsProxy()
    {
    }

    /// <summary>Where it speaks UDP with the far end.</summary>
    public IPEndPoint Udp { get; } = Loopback.NextEndpoint();

    /// <summary>Where it speaks TLS with the node.</summary>
    public IPEndPoint Tls => new(Udp.Address, 5061);

    /// <summary>What it said.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="authority">Issues its certificate, for its address; it believes nobody else's.</param>
    /// <param name="node">The node's TLS socket.</param>
    /// <param name="far">The far end.</param>
    public static async Task<TlsProxy> StartAsync(TestAuthority authority, IPEndPoint node, IPEndPoint far)
    {
        var proxy = new TlsProxy();
        try
        {
            await proxy.StartProcessAsync(authority, node, far);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            if (!_process.HasExited) _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            _process.Dispose();
        }
        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartProcessAsync(TestAuthority authority, IPEndPoint node, IPEndPoint far)
    {
        var certificate = authority.Issue(Udp.Address.ToString());
        using var key = certificate.GetECDsaPrivateKey()!;
        Write("proxy.pem", certificate.ExportCertificatePem());
        Write("proxy.key", key.ExportPkcs8PrivateKeyPem());
        Write("roots.pem", authority.RootPem);
        foreach (var file in new[] { "tls.cfg", "tls_proxy.cfg" })
        {
            Write(file, (await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Tls", file), TestContext.Current.CancellationToken))
                .Replace("$(directory)", _directory, StringComparison.Ordinal)
                .Replace("$(address)", Udp.Address.ToString(), StringComparison.Ordinal)
                .Replace("$(node)", node.ToString(), StringComparison.Ordinal)
                .Replace("$(far)", far.Address.ToString(), StringComparison.Ordinal));
        }
        // In the foreground, with its errors here.
        _process = Process.Start(new ProcessStartInfo(
            TlsInstallation.Program, ["-f", Path.Combine(_directory, "tls_proxy.cfg"), "-DD", "-E", "-Y", _directory, "-P", Path.Combine(_directory, "pid"), "-m", "32", "-M", "8"])
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(
            () => _process.HasExited ? throw new XunitException($"Kamailio ended with {_process.ExitCode}\n{Log}") : Loopback.IsTaken(Tls, SipTransport.Tcp),
            s_bound,
            () => $"Kamailio listens\n{Log}");
    }

    private void Write(string file, string text) => File.WriteAllText(Path.Combine(_directory, file), text);

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
    }
}
