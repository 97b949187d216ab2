using System.Security.Cryptography;
using System.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>One OPTIONS; says the status of its answer, 0 when it cannot be sent. Whoever waits for it sets the time limit.</summary>
internal sealed class OptionsProbe(TrunkContext context, Action<OptionsProbe, int> answered) : IClientTransactionUser
{
    private NonInviteClientTransaction? _transaction;

    /// <summary>Sends it.</summary>
    public void Send(in Flow flow)
    {
        Span<byte> callId = stackalloc byte[32];
        Encoding.ASCII.GetBytes(RandomNumberGenerator.GetHexString(callId.Length, lowercase: true), callId);
        var shard = context.Node.Transactions.ShardOf(callId);
        lock (shard.Lock)
        {
            var branch = shard.NewBranch();
            var writer = shard.Writer();
            TrunkRequest.WriteOptions(ref writer, context.Trunk, flow, branch, callId);
            _transaction = (NonInviteClientTransaction)shard.Start(SipMethod.Options, branch, flow, writer.Written, this);
        }
    }

    /// <summary>Nobody waits for it any more: it is not sent again. Its 32 seconds are much longer than whoever asked waits.</summary>
    public void Abandon()
    {
        if (_transaction is not { } transaction) return;
        lock (transaction.Shard.Lock) transaction.Abandon();
    }

    /// <inheritdoc/>
    public bool MayRetransmit => context.Environment.Fence.MayOwn;

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status < 200) return;
        var status = response.Status;
        context.Post(() => answered(this, status));
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure)
    {
        // Before it times out, whoever asked has given it up.
        if (failure == ClientFailure.TransportError) context.Post(() => answered(this, 0));
    }
}
