using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Trunks;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Doctor;

/// <summary>Has a connection opened that nobody else uses, and says what its handshake fails at.</summary>
/// <param name="limit">How long the handshake and a first answer are waited for.</param>
internal sealed class TlsCheck(TimeSpan limit) : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Tls;

    /// <inheritdoc/>
    public async Task<Finding> Look(Patient patient, CancellationToken cancellation)
    {
        var (trunk, configuration) = (patient.Trunk, patient.Trunk.Configuration);
        if (trunk.Protocol != TransportProtocol.Tls) return Finding.Skipped($"The connector uses {patient.Protocol}, not TLS.");

        // Connections that are opened for one peer are used for no other, so that this one is new.
        var peer = new TlsPeer(configuration.Host, configuration.Tls.Verify, configuration.Tls.Fingerprint);
        var used = patient.Flow!.Value;
        if (patient.Node.TransportTo(TransportProtocol.Tls, used.Remote, configuration.Site, peer) is not { } transport)
            return Finding.Failed(TrunkCause.NoTransport(trunk, used.Remote.IsIPv6));
        patient.Flow = new Flow(transport, used.Remote);
        // Something has to be sent for a connection to be opened; whether it is answered is for the check after this one.
        await patient.Ask(patient.Draft(SipMethod.Options, Patient.Text(trunk.RequestUri.Span), patient.ContactFields()), limit, cancellation);
        patient.Flow = used;
        return peer.Fault is { } fault
            ? Finding.Failed(TlsCause.Of(fault, patient.Peer, peer))
            : Finding.Passed($"The handshake succeeds{Believed(configuration.Tls)}.");
    }

    private static string Believed(TlsPolicy policy) =>
        policy.Fingerprint is not null ? ", and the certificate is the pinned one"
        : policy.Verify ? ", and the certificate is valid and issued by an authority that this node trusts"
        : "; the certificate is not looked at, as this connector says";
}
