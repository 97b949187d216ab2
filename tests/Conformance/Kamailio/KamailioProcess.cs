using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using SystemConnector.Conformance.Tests.Nat;
using SystemConnector.Conformance.Tests.Nodes;
using Xunit.Sdk;

namespace SystemConnector.Conformance.Tests.Kamailio;

/// <summary>A Kamailio as the far end of a connector (Kamailio/far_end.cfg), with an address of its own.</summary>
internal sealed class KamailioProcess : IAsyncDisposable
{
    /// <summary>With whom either side proves who it is.</summary>
    public const string Username = "link", Password = "correct-horse-7";

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);

    private readonly string _directory = Directory.CreateTempSubdirectory("sc-kamailio-").FullName;
    private readonly StringBuilder _log = new();
    private readonly TestSite _site;
    private readonly FarEndKind _kind;
    private readonly Place _place;
    private Process? _process;

    private KamailioProcess(TestSite site, FarEndKind kind, Place place)
    {
        _site = site;
        _kind = kind;
        _place = place;
    }

    /// <summary>Starts it and waits until it listens.</summary>
    /// <param name="site">The site at the near side.</param>
    /// <param name="kind">How it is joined to the site's node.</param>
    /// <param name="place">Where it is.</param>
    /// <param name="password">The password that it knows for the connector.</param>
    /// <param name="expires">How long it grants a registration, in seconds.</param>
    public static async Task<KamailioProcess> StartAsync(TestSite site, FarEndKind kind, Place place, string password = Password, int expires = 3600)
    {
        var kamailio = new KamailioProcess(site, kind, place);
        try
        {
            await kamailio.StartProcessAsync(password, expires);
            return kamailio;
        }
        catch
        {
            await kamailio.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it and starts it with another password for the connector: what it knew is gone, as after any restart.</summary>
    public async Task RestartAsync(string password)
    {
        await StopAsync();
        await StartProcessAsync(password, expires: 3600);
    }

    /// <summary>Waits until it is registered with us.</summary>
    public async Task IsRegisteredAsync()
    {
        const int Succeeded = 4;
        JsonElement last = default;
        await Eventually.TrueAsync(
            async () =>
            {
                last = await KamailioRpc.AskAsync(_place, "uac.reg_info", "l_uuid", Username);
                return last.TryGetProperty("result", out var registration) && (registration.GetProperty("flags").GetInt32() & Succeeded) != 0;
            },
            s_bound,
            () => $"Kamailio is registered with us: {last}\n{Log}");
    }

    private async Task StartProcessAsync(string password, int expires)
    {
        var configuration = Path.Combine(_directory, "kamailio.cfg");
        await File.WriteAllTextAsync(configuration, Configuration(password, expires), TestContext.Current.CancellationToken);
        if (_kind == FarEndKind.RegistersWithUs) WriteDatabase(password);
        // In the foreground with its errors here; a little shared memory is plenty for a few calls.
        _process = _place.Start(
            KamailioInstallation.Path!,
            ["-f", configuration, "-DD", "-E", "-Y", _directory, "-P", Path.Combine(_directory, "pid"), "-m", "16", "-M", "4"],
            _directory);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await Eventually.TrueAsync(
            () => _process.HasExited
                ? throw new XunitException($"Kamailio ended with {_process.ExitCode}\n{Log}")
                : _place.Within(() => Loopback.IsTaken(_place.Sip, SipTransport.Udp)),
            s_bound,
            () => $"Kamailio listens on {_place.Sip}\n{Log}");
    }

    /// <summary>Everything that it wrote so far.</summary>
    public string Log
    {
        get
        {
            lock (_log) return _log.ToString();
        }
    }

    private string Configuration(string password, int expires)
    {
        var kind = _kind switch
        {
            FarEndKind.Ip => "WITH_IP",
            FarEndKind.Registrar => "WITH_REGISTRAR",
            _ => "WITH_UACREG",
        };
        return string.Create(CultureInfo.InvariantCulture, $"""
            #!KAMAILIO
            #!define {kind}
            #!substdef "!FAR_ADDRESS!{_place.Address}!g"
            #!substdef "!FAR_DIRECTORY!{_directory}!g"
            #!define FAR_EXPIRES {expires}
            #!substdef "!RPC_PORT!{KamailioRpc.Port}!g"
            #!substdef "!NODE_ADDRESS!{_site.Node.Sip.Address}!g"
            #!substdef "!SITE_DOMAIN!{_site.Domain}!g"
            #!substdef "!TRUNK_USER!{Username}!g"
            #!substdef "!TRUNK_PASSWORD!{password}!g"
            {File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Kamailio", "far_end.cfg"))}
            """);
    }

    /// <summary>The tables of db_text: their versions, and one account at our side. A colon in a value would be escaped by a backslash.</summary>
    private void WriteDatabase(string password)
    {
        File.WriteAllText(Path.Combine(_directory, "version"), "table_name(string) table_version(int)\nuacreg:5\n");
        File.WriteAllText(Path.Combine(_directory, "uacreg"), $"""
            id(int,auto) l_uuid(string) l_username(string) l_domain(string) r_username(string) r_domain(string) realm(string) auth_username(string) auth_password(string) auth_ha1(string,null) auth_proxy(string) expires(int) flags(int) reg_delay(int) contact_addr(string,null) socket(string,null)
            1:{Username}:{Username}:{_place.Address}:{Username}:{_site.Domain}:{_site.Domain}:{Username}:{password}::sip\:{_site.Node.Sip.Address}\:5060:600:0:0::

            """);
    }

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
    }

    /// <summary>It ends its own children when it is asked to end, and leaves them behind when it is killed.</summary>
    private async Task StopAsync()
    {
        if (_process is null) return;
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var bound = new CancellationTokenSource(s_bound, TimeProvider.System);
            try
            {
                await _process.WaitForExitAsync(bound.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
                await _process.WaitForExitAsync(CancellationToken.None);
            }
        }
        _process.Dispose();
        _process = null;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
