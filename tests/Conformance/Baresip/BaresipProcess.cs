using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using SystemConnector.Conformance.Tests.Audio;
using SystemConnector.Conformance.Tests.Nat;
using Xunit.Sdk;

namespace SystemConnector.Conformance.Tests.Baresip;

/// <summary>
/// A phone that nobody here wrote: a baresip with an address of its own, which answers whoever calls, says one tone all the time,
/// and records what it hears.
/// </summary>
internal sealed class BaresipProcess : IAsyncDisposable
{
    private const int ControlPort = 4444;

    // Apart from the ports that the system hands out and those of a node's media, for they are taken on every address.
    private const string MediaPorts = "10000-19998";
    private const string ToneFile = "says.wav", Recordings = "dump-*-dec.wav";

    // What is heard is looked at for this long; a tone of a codec has nearly all of its energy in one place.
    private static readonly TimeSpan s_listening = TimeSpan.FromSeconds(1);
    private const double MostOfIt = 0.9;

    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestCall = TimeSpan.FromSeconds(40);

    private readonly string _directory = Directory.CreateTempSubdirectory("sc-baresip-").FullName;
    private readonly StringBuilder _log = new();
    private readonly int _hertz;
    private readonly Place _place;
    private readonly Process _process;
    private BaresipControl? _control;
    private int _awaited;

    private BaresipProcess(BaresipAccount account, int hertz, Place place)
    {
        Account = account;
        _hertz = hertz;
        _place = place;
        WaveFile.Write(Path.Combine(_directory, ToneFile), Tone.Of(hertz, s_longestCall));
        File.WriteAllText(Path.Combine(_directory, "config"), Configuration());
        File.WriteAllText(Path.Combine(_directory, "contacts"), "");
        _process = place.Start(BaresipInstallation.Path!, ["-f", _directory, "-s"], _directory);
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>As whom it speaks.</summary>
    public BaresipAccount Account { get; }

    /// <summary>Starts it and waits until it listens and, where it does, is registered.</summary>
    /// <param name="account">As whom it calls and is called.</param>
    /// <param name="hertz">The tone that it says.</param>
    /// <param name="place">Where it is; null for a place of its own.</param>
    /// <param name="registersAs">As whom it registers beside that: the user of a trunk, over which it is called by its number.</param>
    public static async Task<BaresipProcess> StartAsync(BaresipAccount account, int hertz, Place? place = null, BaresipAccount? registersAs = null)
    {
        var phone = new BaresipProcess(account, hertz, place ?? Place.OfItsOwn());
        try
        {
            await Eventually.TrueAsync(phone.TryConnectAsync, s_bound, () => $"baresip listens\n{phone.Describe()}");
            // Given now, so that no event of it is missed.
            await phone.AddAsync(account);
            if (registersAs is not null)
            {
                await phone.AddAsync(registersAs);
                await phone._control!.CommandAsync("uafind", $"sip:{account.User}@{account.Domain}");
            }
            return phone;
        }
        catch
        {
            await phone.DisposeAsync();
            throw;
        }
    }

    /// <summary>Calls a number through its proxy, and waits until it is answered.</summary>
    public async Task CallAsync(string number)
    {
        await _control!.CommandAsync("dial", $"sip:{number}@{Account.Domain}");
        await IsInCallAsync();
    }

    /// <summary>Waits until a call is up.</summary>
    public Task IsInCallAsync() => HappensAsync("CALL_ESTABLISHED");

    /// <summary>Hangs up.</summary>
    public async Task HangUpAsync()
    {
        await _control!.CommandAsync("hangup");
        await CallEndsAsync();
    }

    /// <summary>Waits until its call is over, whoever hung up.</summary>
    public async Task CallEndsAsync()
    {
        await HappensAsync("CALL_CLOSED");
        // What it heard in this call is not taken for what it hears in the next one.
        foreach (var recording in Directory.GetFiles(_directory, Recordings)) File.Delete(recording);
    }

    /// <summary>Waits until it heard the other side's tone, and nothing else, for a while.</summary>
    public async Task HearsAsync(BaresipProcess other, TimeSpan? bound = null)
    {
        short[] heard = [];
        await Eventually.TrueAsync(
            () =>
            {
                heard = Heard();
                return heard.Length == Samples(s_listening) && Tone.Share(heard, other._hertz) > MostOfIt;
            },
            bound ?? s_bound,
            () => $"{Account.User} hears {other._hertz} Hz of {other.Account.User}: it has "
                + (heard.Length == 0 ? "no audio at all" : $"{heard.Length} samples with {Tone.Share(heard, other._hertz):P0} of their energy there")
                + $"\n{Describe()}\n{other.Describe()}");
    }

    // The last second of what it heard so far.
    private short[] Heard()
    {
        if (Directory.GetFiles(_directory, Recordings) is not [var recording, ..]) return [];
        var samples = WaveFile.Read(recording);
        return samples[Math.Max(0, samples.Length - Samples(s_listening))..];
    }

    private static int Samples(TimeSpan duration) => (int)(duration.TotalSeconds * Tone.SampleRate);

    private async Task AddAsync(BaresipAccount account)
    {
        await _control!.CommandAsync("uanew", account.ToString());
        if (account.Registers) await HappensAsync("REGISTER_OK");
    }

    private async ValueTask<bool> TryConnectAsync()
    {
        if (_process.HasExited) throw Failure($"ended with {_process.ExitCode}");
        return (_control = await BaresipControl.TryConnectAsync(_place, ControlPort)) is not null;
    }

    private Task HappensAsync(string type) => Eventually.TrueAsync(
        () =>
        {
            if (_process.HasExited) throw Failure($"ended with {_process.ExitCode}");
            foreach (var happened in _control!.Events.Skip(_awaited))
            {
                _awaited++;
                if (happened.Type == type) return true;
                if (happened.Type is "REGISTER_FAIL" or "CALL_CLOSED") throw Failure($"was to have {type} and had {happened.Type}: {happened.Parameter}");
            }
            return false;
        },
        s_bound,
        () => $"baresip {Account.User} has {type}\n{Describe()}");

    // Its media sockets are bound to no address, so they send from this one on the network that all share; its SDP must say the same.
    private IPAddress MediaAddress => _place.Network is null ? IPAddress.Loopback : _place.Address;

    private string Configuration() => string.Create(CultureInfo.InvariantCulture, $"""
        poll_method epoll
        sip_listen {_place.Sip}
        net_interface {MediaAddress}
        call_max_calls 4
        audio_path /usr/share/baresip
        audio_buffer 20-160
        audio_source aufile,{Path.Combine(_directory, ToneFile)}
        audio_player aubridge,ear
        audio_alert aubridge,bell
        ausrc_format s16
        auplay_format s16
        auenc_format s16
        audec_format s16
        rtp_ports {MediaPorts}
        snd_path {_directory}
        ctrl_tcp_listen {_place.Address}:{ControlPort}
        module_path {BaresipInstallation.Modules}
        module g711.so
        module aufile.so
        module aubridge.so
        module sndfile.so
        module_app menu.so
        module_app ctrl_tcp.so

        """);

    private void Keep(string? line)
    {
        if (line is null) return;
        lock (_log) _log.AppendLine(line);
    }

    private XunitException Failure(string what) => new($"baresip {Account.User} at {_place.Sip} {what}\n{Describe()}");

    private string Describe()
    {
        lock (_log) return $"--- baresip {Account.User} at {_place.Sip}\n{_log}";
    }

    public async ValueTask DisposeAsync()
    {
        _control?.Dispose();
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
        Directory.Delete(_directory, recursive: true);
    }
}
