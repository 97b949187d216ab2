using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>What became of an exchange of REGISTER requests.</summary>
internal enum RegisterVerdict : byte
{
    Accepted,

    /// <summary>Username or password were refused.</summary>
    Rejected,

    /// <summary>No answer, or another one.</summary>
    Failed,

    /// <summary>Nothing was sent: this node may not speak for the connector now.</summary>
    Fenced,
}

/// <summary>How an exchange of REGISTER requests ended.</summary>
/// <param name="Verdict">In one word.</param>
/// <param name="Cause">One sentence for a person; empty when accepted.</param>
/// <param name="Status">The final response's status; 0 when there was none.</param>
/// <param name="Expires">How many seconds the binding lives, when accepted.</param>
/// <param name="RetryAfter">How many seconds the far side wants to be left alone.</param>
internal sealed record RegisterOutcome(RegisterVerdict Verdict, string Cause, int Status = 0, uint Expires = 0, uint RetryAfter = 0)
{
    /// <summary>The Service-Route of a registration that was accepted; empty for none.</summary>
    public byte[] ServiceRoute { get; init; } = [];

    /// <summary>True when the far side says that a former home's Contact is registered with it as well.</summary>
    public bool ListsFormer { get; init; }

    /// <summary>Nothing was sent.</summary>
    public static RegisterOutcome Fenced { get; } = new(RegisterVerdict.Fenced, TrunkCause.Fenced);

    /// <summary>The far side accepted.</summary>
    public static RegisterOutcome Accepted(uint expires, RegisterAnswer answer) =>
        new(RegisterVerdict.Accepted, "", answer.Status, expires) { ServiceRoute = answer.ServiceRoute, ListsFormer = answer.ListsFormer };

    /// <summary>There was no final response.</summary>
    public static RegisterOutcome Unanswered(Trunk trunk, in Flow flow, ClientFailure failure) => new(
        RegisterVerdict.Failed,
        failure == ClientFailure.TransportError ? TrunkCause.CannotSend(trunk, flow) : TrunkCause.RegisterUnanswered(trunk));
}
