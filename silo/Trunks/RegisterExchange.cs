using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// One REGISTER to its conclusion: challenges are answered, a longer expiry is asked for where the far side wants one.
/// Used under the trunk's lock.
/// </summary>
internal sealed class RegisterExchange(TrunkContext context, RegisterSequence sequence, Flow flow, uint expires, Action<RegisterOutcome> done)
    : IClientTransactionUser
{
    // A challenge, a stale nonce, a longer expiry and one to spare: a far side that asks for more is lying.
    private const int MostRequests = 5;

    private int _requests;
    private uint _expires = expires;
    private DigestChallenge? _answering;
    private bool _isChallengedHere, _isAbandoned;

    /// <summary>Sends the first request.</summary>
    public void Start() => Send();

    /// <summary>Sends nothing more and tells nobody how it ends.</summary>
    public void Abandon() => _isAbandoned = true;

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status < 200) return;
        Span<byte> buffer = stackalloc byte[512];
        var contact = new MessageWriter(buffer);
        TrunkRequest.WriteContactUri(ref contact, context.Trunk, flow);
        var answer = RegisterAnswer.Of(response, contact.Written);
        context.Post(() => Answered(answer));
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure) =>
        context.Post(() => End(RegisterOutcome.Unanswered(context.Trunk, flow, failure)));

    private void Send()
    {
        _requests++;
        _answering = context.Trunk.Credentials is null ? null : sequence.Challenge;
        var cseq = sequence.NextCSeq();
        var shard = context.Node.Transactions.ShardOf(sequence.CallId);
        lock (shard.Lock)
        {
            var branch = shard.NewBranch();
            var writer = shard.Writer();
            TrunkRequest.BeginRegister(ref writer, context.Trunk, flow, branch, sequence, cseq, _expires);
            if (_answering is not null) context.Trunk.Credentials!.TryWrite(ref writer, _answering, "REGISTER"u8, context.Trunk.RequestUri.Span);
            writer.End(default);
            shard.Start(SipMethod.Register, branch, flow, writer.Written, this);
        }
    }

    private void Answered(RegisterAnswer answer)
    {
        if (_isAbandoned) return;
        switch (answer.Status)
        {
            case < 300:
                End(RegisterOutcome.Accepted(answer.Expires ?? _expires));
                break;
            case 401 or 407:
                Challenged(answer);
                break;
            case 403 or 404:
                Rejected(answer.Status);
                break;
            case 423 when answer.MinExpires > _expires && _requests < MostRequests:
                _expires = answer.MinExpires.Value;
                Send();
                break;
            default:
                End(new RegisterOutcome(RegisterVerdict.Failed, TrunkCause.RegisterRefused(context.Trunk, answer.Status), answer.Status, RetryAfter: answer.RetryAfter ?? 0));
                break;
        }
    }

    /// <summary>
    /// RFC 3261 §22.2: a challenge is answered once. The first one here always is, for the one remembered from an earlier exchange
    /// may have grown old unsaid; after that, only one that says stale.
    /// </summary>
    private void Challenged(RegisterAnswer answer)
    {
        if (answer.Challenge is not { } challenge)
        {
            End(new RegisterOutcome(RegisterVerdict.Failed, TrunkCause.UnknownChallenge(answer.Status), answer.Status));
            return;
        }
        if (context.Trunk.Credentials is null || (_isChallengedHere && !challenge.IsStale))
        {
            Rejected(answer.Status);
            return;
        }
        if (_requests >= MostRequests)
        {
            sequence.Challenge = null;
            End(new RegisterOutcome(RegisterVerdict.Failed, TrunkCause.AlwaysStale(answer.Status), answer.Status));
            return;
        }
        _isChallengedHere = true;
        sequence.Challenge = challenge;
        Send();
    }

    private void Rejected(int status)
    {
        // The next try begins as if nothing was ever heard, so that it asks for a challenge of its own.
        sequence.Challenge = null;
        End(new RegisterOutcome(RegisterVerdict.Rejected, TrunkCause.Rejected(context.Trunk, status, _answering), status));
    }

    private void End(RegisterOutcome outcome)
    {
        if (!_isAbandoned) done(outcome);
    }
}
