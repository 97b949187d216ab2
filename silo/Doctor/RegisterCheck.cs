using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Doctor;

/// <summary>
/// Asks the registrar for our bindings: a REGISTER without Contact changes nothing (RFC 3261 §10.2.3), and shows all the same whether
/// username and password are taken.
/// </summary>
/// <param name="limit">How long an answer is waited for.</param>
internal sealed class RegisterCheck(TimeSpan limit) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Register;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        var trunk = patient.Trunk;
        if (trunk.Configuration.Type == ConnectionType.Ip) return Finding.Skipped("The two systems know one another by address; nobody registers.");
        if (!trunk.Configuration.Register) return Finding.Skipped("The connector does not register; the far side may register with us.");

        var draft = patient.Draft(SipMethod.Register, Patient.Text(trunk.RequestUri.Span), patient.AgentField);
        return await patient.Ask(draft, limit, cancellation) switch
        {
            null => Finding.Failed($"{patient.Peer} does not answer our registration over {patient.Protocol}: check its address, and that it takes registrations."),
            { Status: 0 } => Finding.Failed($"Nothing can be sent to {patient.Peer} over {patient.Protocol}: check this node's network."),
            { Status: < 300, Answered: { } challenge } => Finding.Passed(
                $"{patient.Peer} takes username and password{TrunkCause.Realm(trunk, challenge)}{Registration(patient)}."),
            { Status: < 300 } => Finding.Passed($"{patient.Peer} lets us register without asking for a password{Registration(patient)}."),
            { Status: 401 or 407, CanAnswer: false, Answered: null } answer => Finding.Failed(TrunkCause.UnknownChallenge(answer.Status)),
            { Status: 401 or 403 or 404 or 407 } answer => Finding.Failed(TrunkCause.Rejected(trunk, answer.Status, answer.Answered)),
            // Some registrars take no REGISTER without a Contact; those that have registered us are no worse for it.
            { } answer when patient.IsRegistered => Finding.Passed($"{patient.Peer} has accepted our registration, and answers the question after it with {answer.Phrase}."),
            { } answer => Finding.Failed(TrunkCause.RegisterRefused(trunk, answer.Status)),
        };
    }

    private static string Registration(Patient patient) => patient.IsRegistered ? "; we are registered" : "";
}
