using SystemConnector.Contracts.Connectors;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Doctor;

/// <summary>Asks the far side with an OPTIONS whether it is there. Any answer but 408, 503 and 504 says that it is.</summary>
/// <param name="limit">How long an answer is waited for.</param>
internal sealed class OptionsCheck(TimeSpan limit) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Options;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        var start = patient.Time.GetTimestamp();
        var draft = patient.Draft(SipMethod.Options, Patient.Text(patient.Trunk.RequestUri.Span), patient.ContactFields() + "Accept: application/sdp\r\n");
        return await patient.Ask(draft, limit, cancellation) switch
        {
            null when patient.IsRegistered => Finding.Passed(
                $"{patient.Peer} does not answer OPTIONS, but it accepted our registration; let it answer OPTIONS, so that a failure is noticed before a call is lost."),
            null => Finding.Failed(
                $"{patient.Peer} does not answer over {patient.Protocol}: check that it is running, that its address and port are right, and that no firewall between drops SIP."),
            { Status: 0 } => Finding.Failed($"Nothing can be sent to {patient.Peer} over {patient.Protocol}: check this node's network and the address of this connector."),
            { Status: 408 or 503 or 504 } answer => Finding.Failed($"{patient.Peer} answers {answer.Phrase}, which means that it cannot take calls now: look there."),
            { Status: 401 or 403 or 407 } answer => Finding.Passed(
                $"{patient.Peer} is there: it answered {answer.Phrase} after {Milliseconds(patient, start)} ms, and would say more to those it knows."),
            { } answer => Finding.Passed($"{patient.Peer} answered {answer.Phrase} after {Milliseconds(patient, start)} ms."),
        };
    }

    private static long Milliseconds(Patient patient, long start) => (long)patient.Time.GetElapsedTime(start).TotalMilliseconds;
}
