using System.Text;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.UserAgents;

/// <summary>
/// A request until its final response, through a digest challenge when there is one. Used under the lock of its Call-ID's shard.
/// </summary>
/// <param name="draft">What is sent.</param>
/// <param name="shard">The shard of its Call-ID.</param>
/// <param name="nextCSeq">Gives each try its CSeq.</param>
/// <param name="credentials">Answers a challenge; null when there are none.</param>
/// <param name="onResponse">Told each response but the challenges that are answered.</param>
internal sealed class ClientRequest(
    RequestDraft draft, TransactionShard shard, Func<uint> nextCSeq, DigestCredentials? credentials, Action<ClientRequest, SipMessage>? onResponse = null)
    : IClientTransactionUser
{
    // A far side whose nonces are always too old would be answered for ever.
    private const int MostAnswered = 3;

    private readonly TaskCompletionSource<int> _final = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ClientTransaction? _transaction;
    private int _answered;
    private bool _isOver;

    /// <summary>The final status; 408 when nobody answered and 503 when it could not be sent (RFC 3261 §8.1.3.1).</summary>
    public Task<int> Final => _final.Task;

    /// <summary>The CSeq of the last try.</summary>
    public uint CSeq { get; private set; }

    /// <summary>The header field with the credentials of the last try; empty when it had none.</summary>
    public byte[] Authorization { get; private set; } = [];

    /// <summary>The challenge that the last try answers; null when it answers none.</summary>
    public DigestChallenge? Answers { get; private set; }

    /// <summary>Sends it.</summary>
    public void Send()
    {
        CSeq = nextCSeq();
        var branch = shard.NewBranch();
        var writer = shard.Writer();
        draft.Write(ref writer, CSeq, branch, Authorization);
        _transaction = shard.Start(draft.Method, branch, draft.Flow, writer.Written, this);
    }

    /// <summary>Cancels an INVITE; a challenge is not answered any more.</summary>
    public void Cancel()
    {
        _isOver = true;
        (_transaction as InviteClientTransaction)?.Cancel();
    }

    /// <summary>Nobody waits for it any more: it is not sent again. An INVITE is cancelled instead.</summary>
    public void Abandon()
    {
        _isOver = true;
        (_transaction as NonInviteClientTransaction)?.Abandon();
    }

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status is 401 or 407 && TryAnswer(response))
        {
            Send();
            return;
        }
        onResponse?.Invoke(this, response);
        if (response.Status >= 200) _final.TrySetResult(response.Status);
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure) =>
        _final.TrySetResult(failure == ClientFailure.TransportError ? 503 : 408);

    /// <summary>A second challenge means that the password is wrong, unless only the nonce was too old.</summary>
    private bool TryAnswer(SipMessage response)
    {
        if (_isOver || _answered == MostAnswered || credentials is null || DigestChallenge.Strongest(response) is not { } challenge) return false;
        if (_answered > 0 && !challenge.IsStale) return false;
        var writer = new MessageWriter(stackalloc byte[2048]);
        if (!credentials.TryWrite(ref writer, challenge, SipMethods.Name(draft.Method), Encoding.Latin1.GetBytes(draft.Uri))) return false;
        Authorization = writer.Written.ToArray();
        Answers = challenge;
        _answered++;
        return true;
    }
}
