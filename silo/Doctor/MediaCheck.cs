using System.Net;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Doctor;

/// <summary>Exchanges audio with the answered test number: what comes is counted here, what arrives there is told by RTCP, if at all.</summary>
/// <param name="limit">How long audio and reports on ours are waited for; a far side reports within 5 s, most sooner (RFC 3550 §6.2).</param>
internal sealed class MediaCheck(TimeSpan limit) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Media;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        if (patient.Call is not { Answer: { } answer } call) return Finding.Skipped("There was no answered call that could have audio.");
        if (AudioAnswer.Read(answer, call.Audio.Family) is not { } audio)
            return Finding.Failed($"{patient.TestNumber} answered without audio that we could send to: its answer has no audio of G.711 at an address of the kind that we speak from.");

        var nat = patient.Trunk.Configuration.NatTransformation;
        var report = await call.Audio.Exchange(audio, followSource: nat, limit, patient.Time, cancellation);
        var ours = $"{call.Audio.Host}:{call.Audio.Port}";
        return report switch
        {
            { Received: 0 } when !audio.Sends => Finding.Skipped($"{patient.TestNumber} answered that it sends no audio; call a number that plays or echoes something."),
            { Received: 0 } => Finding.Failed(
                $"No audio came from {patient.Peer}: {patient.TestNumber} answered, and nothing arrived at {ours} (UDP). Check that firewalls let it in, and that the far side knows that address as ours{Private(audio, nat)}."),
            { Heard: { HasLostAll: true } } => Finding.Failed(
                $"{patient.Peer} says that none of our audio arrives at {audio.Rtp} (UDP), while its own comes here: check the far side's firewall{Private(audio, nat)}."),
            { Heard: { } heard } => Finding.Passed(
                $"Audio flows both ways: {report.Received} packets came from {report.Source}, and the far side reports {heard.PercentLost} % of ours lost."),
            _ => Finding.Passed(
                $"{report.Received} packets of audio came from {report.Source}; whether ours arrive is not told, since the far side sends no RTCP."),
        };
    }

    private static string Private(AudioAnswer audio, bool nat)
    {
        if (nat || !IsPrivate(audio.Rtp.Address)) return "";
        return $"; it names the private address {audio.Rtp.Address}, so if a NAT lies between, switch on NAT transformation of this connector";
    }

    private static bool IsPrivate(IPAddress address) =>
        address.GetAddressBytes() is [10, ..] or [172, >= 16 and < 32, _, _] or [192, 168, _, _] or [100, >= 64 and < 128, _, _];
}
