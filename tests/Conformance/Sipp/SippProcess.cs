using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Xunit.Sdk;

namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>A SIPp process that plays a scenario: a phone or a far end that nobody here wrote.</summary>
internal sealed class SippProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_startBound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_endBound = TimeSpan.FromSeconds(45);

    private readonly string _directory = Directory.CreateTempSubdirectory("sc-sipp-").FullName;
    private readonly int _control = Loopback.FreePort(IPAddress.Loopback);
    private readonly SippRole _role;
    private readonly Process _process;

    private SippProcess(SippRole role)
    {
        _role = role;
        var arguments = new List<string>();
        if (role.Remote is { } remote) arguments.Add(remote.ToString());
        arguments.AddRange(["-sf", Write(role.Scenario)]);
        if (role.OutOfCall is { } outOfCall) arguments.AddRange(["-oocsf", Write(outOfCall)]);
        arguments.AddRange([
            "-t", role.Transport == SipTransport.Udp ? "u1" : role.OwnConnections ? "tn" : "t1",
            "-i", role.Local.Address.ToString(), "-p", role.Local.Port.ToString(CultureInfo.InvariantCulture), "-bind_local",
            "-ci", IPAddress.Loopback.ToString(), "-nostdin",
            // It begins by itself 200 ms after its start; whoever wants one call only pauses it then, or says how many.
            "-cp", _control.ToString(CultureInfo.InvariantCulture), "-r", "1", "-rp", "200", "-l", "1",
            "-recv_timeout", "30000", "-timeout", "90s", "-timeout_error", "-max_socket", "100",
            "-max_reconnect", "20", "-reconnect_close", "false", "-reconnect_sleep", "250",
            // No '@' in a Call-ID, which would have to be escaped in a Refer-To.
            "-cid_str", "%u-%p-%s",
            "-trace_msg", "-message_file", MessageFile, "-trace_err", "-error_file", ErrorFile]);
        // Its own choice of the digest's uri is the address that it sends to, not the Request-URI.
        if (role.RequestUri is { } uri) arguments.AddRange(["-auth_uri", uri]);
        if (role.Calls is { } calls) arguments.AddRange(["-m", calls.ToString(CultureInfo.InvariantCulture)]);
        if (role.Barrier is { } barrier) arguments.AddRange(["-3pcc", barrier.ToString()]);
        _process = Process.Start(new ProcessStartInfo(SippInstallation.Path!, arguments)
        {
            WorkingDirectory = _directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["TERM"] = "dumb" },
        })!;
        _process.StandardInput.Close();
        // The screens that it draws are of no use; a full pipe would stop it.
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        Screen = _process.StandardError.ReadToEndAsync();
    }

    private Task<string> Screen { get; }

    private string MessageFile => Path.Combine(_directory, "messages.log");

    private string ErrorFile => Path.Combine(_directory, "errors.log");

    /// <summary>The messages that it sent and received so far.</summary>
    public IReadOnlyList<SippMessage> Messages => SippMessage.ReadLog(MessageFile);

    /// <summary>The messages that it received so far.</summary>
    public IEnumerable<SippMessage> Received => Messages.Where(m => !m.Sent);

    /// <summary>The requests with this method that it received so far.</summary>
    public IReadOnlyList<SippMessage> ReceivedRequests(string method) => [.. Received.Where(m => m.IsRequest(method))];

    /// <summary>Starts a peer that waits for calls, and waits until its socket is there.</summary>
    public static async Task<SippProcess> ListenAsync(SippRole role)
    {
        var sipp = new SippProcess(role);
        try
        {
            await Eventually.TrueAsync(
                () => sipp._process.HasExited ? throw sipp.Failure("ended at once") : Loopback.IsTaken(role.Local, role.Transport),
                s_startBound,
                () => $"SIPp listens on {role.Local}");
            return sipp;
        }
        catch
        {
            await sipp.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a peer that begins by itself.</summary>
    public static SippProcess Start(SippRole role) => new(role);

    /// <summary>Plays the scenario once from beginning to end.</summary>
    public static async Task<IReadOnlyList<SippMessage>> RunAsync(SippRole role)
    {
        await using var sipp = Start(role);
        await sipp.CompletedAsync();
        return sipp.Messages;
    }

    /// <summary>Waits until it received what is looked for.</summary>
    public Task HasReceivedAsync(Func<SippMessage, bool> wanted, string description) => Eventually.TrueAsync(
        () => Received.Any(wanted) || (_process.HasExited ? throw Failure("ended early") : false),
        TimeSpan.FromSeconds(15),
        () => $"{_role.Scenario} received {description}\n{Describe()}");

    /// <summary>Waits until its calls are over; fails unless each went by the scenario.</summary>
    public async Task CompletedAsync()
    {
        try
        {
            using var bound = new CancellationTokenSource(s_endBound, TimeProvider.System);
            await _process.WaitForExitAsync(bound.Token);
        }
        catch (OperationCanceledException)
        {
            throw Failure($"did not end within {s_endBound.TotalSeconds} s");
        }
        // 99: it ended by request and had no call, which is for the test to judge.
        if (_process.ExitCode is not (0 or 99)) throw Failure($"ended with {_process.ExitCode}");
    }

    /// <summary>Places no further calls by itself; those that come in go on.</summary>
    public async Task PauseAsync()
    {
        using var control = new UdpClient(AddressFamily.InterNetwork);
        await control.SendAsync("p"u8.ToArray(), new IPEndPoint(IPAddress.Loopback, _control), TestContext.Current.CancellationToken);
    }

    /// <summary>Asks a listening peer to end when its calls are over, and waits for that; fails unless each went by the scenario.</summary>
    public async Task FinishAsync()
    {
        await SignalAsync("USR1");
        await CompletedAsync();
    }

    private async Task SignalAsync(string signal)
    {
        if (_process.HasExited) return;
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    private string Write(string scenario)
    {
        var file = Path.Combine(_directory, scenario + ".xml");
        File.WriteAllText(file, SippScenario.Read(scenario, _role.Values));
        return file;
    }

    private XunitException Failure(string what) => new($"SIPp {_role.Scenario} at {_role.Local} {what}\n{Describe()}");

    private string Describe()
    {
        var text = new StringBuilder();
        if (_process.HasExited && Screen.IsCompleted) text.AppendLine(Screen.Result.Trim());
        if (File.Exists(ErrorFile)) text.AppendLine("--- errors").AppendLine(File.ReadAllText(ErrorFile));
        text.AppendLine("--- messages");
        foreach (var message in Messages.TakeLast(40)) text.AppendLine(message.Sent ? ">>>" : "<<<").AppendLine(message.Text.TrimEnd());
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        // Shown when the test fails, by whatever peer.
        TestContext.Current.TestOutputHelper?.WriteLine($"{_role.Scenario} at {_role.Local}:");
        foreach (var message in Messages.Take(60))
            TestContext.Current.TestOutputHelper?.WriteLine($"  {(message.Sent ? "sent    " : "received")} {message.StartLine} ({message.Header("CSeq")})");
        Directory.Delete(_directory, recursive: true);
    }
}
