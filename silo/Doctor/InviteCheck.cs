using System.Net.Sockets;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Media;
using SystemConnector.Sip.Media;

namespace SystemConnector.Silo.Doctor;

/// <summary>Calls the test number, and leaves the call to the media check when it is answered.</summary>
/// <param name="limit">How long a final response is waited for.</param>
/// <param name="faces">Our media addresses.</param>
/// <param name="relay">Whose ports the call's audio uses; null where media cannot be relayed: then those of the system.</param>
internal sealed class InviteCheck(TimeSpan limit, MediaFaces faces, MediaRelay? relay) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Invite;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        if (patient.TestNumber is not { } number) return Finding.Skipped("No test number was given, so no call was made.");
        try
        {
            patient.Call = ProbeCall.Begin(patient, number, AudioProbe.Open(faces.Towards(patient.Flow!.Value, media: null), relay));
        }
        catch (SocketException exception)
        {
            return Finding.Failed($"This node has no two UDP ports free for the audio of a call ({exception.SocketErrorCode}): look what holds them.");
        }
        var call = patient.Call;
        var status = await call.Final(limit, cancellation);
        return status switch
        {
            >= 200 and < 300 => Finding.Passed($"{number} answered."),
            null when call.HasRung => Finding.Passed($"{number} rang, and nobody answered within {limit.TotalSeconds} s; a test number that answers by itself shows the audio as well."),
            null when call.WasHeard => Finding.Failed($"{patient.Peer} took the call to {number}, and neither rang nor answered within {limit.TotalSeconds} s: look there where the call goes."),
            null => Finding.Failed(
                $"{patient.Peer} does not answer an INVITE, though it answers smaller requests: look for a firewall or SIP helper between that drops it, or a path that loses large datagrams; TCP avoids the latter."),
            0 => Finding.Failed($"The INVITE cannot be sent to {patient.Peer} over {patient.Protocol}: check this node's network."),
            404 or 410 or 484 or 604 => Finding.Failed($"{patient.Peer} has no number {number} ({ProbeAnswer.PhraseOf(status.Value)}): call one that exists there, or let its dial plan for our calls lead to it."),
            401 or 407 => Finding.Failed($"{patient.Peer} does not take our credentials for a call ({ProbeAnswer.PhraseOf(status.Value)}): let it know this account for calls as well, or know us by our address."),
            403 => Finding.Failed($"{patient.Peer} does not let us call {number} ({ProbeAnswer.PhraseOf(status.Value)}): check there that this account or our address may call it."),
            415 or 488 or 606 => Finding.Failed($"{patient.Peer} does not take G.711 audio ({ProbeAnswer.PhraseOf(status.Value)}): allow PCMU or PCMA there."),
            480 or 486 or 487 or 600 or 603 => Finding.Passed($"The call got through: {number} answered {ProbeAnswer.PhraseOf(status.Value)}. A test number that answers by itself shows the audio as well."),
            < 400 => Finding.Failed($"{patient.Peer} sends calls to {number} elsewhere ({ProbeAnswer.PhraseOf(status.Value)}), which is not followed: let it carry them itself."),
            _ => Finding.Failed($"{patient.Peer} refuses the call to {number} with {ProbeAnswer.PhraseOf(status.Value)}: look at its log for the reason."),
        };
    }
}
