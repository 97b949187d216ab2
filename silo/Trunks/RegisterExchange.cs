using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// One REGISTER to its conclusion: challenges are answered, a longer expiry is asked for where the far side wants one, and while a
/// new password is being introduced the other one is tried. A node that is fenced sends none of it. Used under the trunk's lock.
/// </summary>
/// <param name="context">The trunk's life.</param>
/// <param name="sequence">What it has in common with the others.</param>
/// <param name="flow">Where it goes.</param>
/// <param name="contact">The URI that is registered or taken back.</param>
/// <param name="expires">For how many seconds; 0 to take it back.</param>
/// <param name="done">Told how it ends.</param>
internal sealed class RegisterExchange(
    TrunkContext context, RegisterSequence sequence, Flow flow, byte[] contact, uint expires, Action<RegisterOutcome> done) : IClientTransactionUser
{
    // Per password a challenge, a stale nonce, a longer expiry and one to spare: a far side that asks for more is lying.
    private const int MostRequests = 5;

    private readonly DateTimeOffset _began = context.Now;
    private int _requests;
    private uint _expires = expires;
    private DigestCredentials? _credentials = context.Trunk.Secrets?.ToRegister;
    private DigestChallenge? _answering;
    private NonInviteClientTransaction? _transaction;
    private bool _isChallengedHere, _isProxyChallengedHere, _isOtherTried, _isAbandoned;

    /// <summary>Sends the first request.</summary>
    public void Start() => Send();

    /// <summary>Sends nothing more and tells nobody how it ends.</summary>
    public void Abandon()
    {
        _isAbandoned = true;
        if (_transaction is not { } transaction) return;
        lock (transaction.Shard.Lock) transaction.Abandon();
    }

    /// <inheritdoc/>
    public bool MayRetransmit => context.Environment.Fence.MayOwn;

    /// <inheritdoc/>
    public void OnResponse(ClientTransaction transaction, SipMessage response)
    {
        if (response.Status < 200) return;
        var answer = RegisterAnswer.Of(response, contact, context.Trunk.FormerContact);
        context.Post(() => Answered(answer));
    }

    /// <inheritdoc/>
    public void OnFailure(ClientTransaction transaction, ClientFailure failure) =>
        context.Post(() => End(RegisterOutcome.Unanswered(context.Trunk, flow, failure)));

    private void Send()
    {
        if (!context.AskFence())
        {
            End(RegisterOutcome.Fenced);
            return;
        }
        _requests++;
        context.Environment.Counters.Requested();
        _answering = _credentials is null ? null : sequence.Challenge ?? sequence.ProxyChallenge;
        var cseq = sequence.NextCSeq();
        var shard = context.Node.Transactions.ShardOf(sequence.CallId);
        lock (shard.Lock)
        {
            var branch = shard.NewBranch();
            var writer = shard.Writer();
            TrunkRequest.BeginRegister(ref writer, context.Trunk, flow, branch, sequence, cseq, contact, _expires);
            WriteCredentials(ref writer, sequence.Challenge);
            WriteCredentials(ref writer, sequence.ProxyChallenge);
            writer.End(default);
            _transaction = (NonInviteClientTransaction)shard.Start(SipMethod.Register, branch, flow, writer.Written, this);
        }
    }

    private void WriteCredentials(ref MessageWriter writer, DigestChallenge? challenge)
    {
        if (challenge is not null) _credentials?.TryWrite(ref writer, challenge, "REGISTER"u8, context.Trunk.RequestUri.Span);
    }

    private void Answered(RegisterAnswer answer)
    {
        if (_isAbandoned) return;
        switch (answer.Status)
        {
            case < 300:
                if (_credentials is not null) context.Trunk.Secrets?.Accepted(_credentials);
                sequence.Renew(answer.NextNonce, answer.NextProxyNonce);
                End(RegisterOutcome.Accepted(answer.Expires ?? _expires, answer));
                break;
            case < 400:
                Failed(TrunkCause.Redirected(answer.Status, answer.RedirectedTo), answer);
                break;
            case 401 or 407:
                Challenged(answer);
                break;
            case 403 when _answering is not null && TryOtherPassword():
                Send();
                break;
            case 403 or 404:
                Rejected(answer);
                break;
            case 423 when answer.MinExpires > _expires && _requests < MostRequests:
                _expires = Math.Min(answer.MinExpires.Value, Registration.LongestExpires);
                Send();
                break;
            default:
                Failed(TrunkCause.RegisterRefused(context.Trunk, answer.Status), answer);
                break;
        }
    }

    /// <summary>
    /// RFC 3261 §22.2: a challenge is answered once. The first one here always is, for the one remembered from an earlier exchange
    /// may have grown old unsaid; after that, only one that says stale. A registrar and a proxy before it challenge each for itself.
    /// </summary>
    private void Challenged(RegisterAnswer answer)
    {
        if (answer.Challenge is not { } challenge)
        {
            Failed(TrunkCause.UnknownChallenge(answer.Status), answer);
            return;
        }
        ref var isChallenged = ref challenge.IsProxy ? ref _isProxyChallengedHere : ref _isChallengedHere;
        if (_credentials is null || (isChallenged && !challenge.IsStale && !TryOtherPassword()))
        {
            Rejected(answer);
            return;
        }
        if (_requests >= MostRequests)
        {
            sequence.ForgetChallenges();
            Failed(TrunkCause.AlwaysStale(answer.Status), answer);
            return;
        }
        isChallenged = true;
        sequence.Remember(challenge);
        Send();
    }

    /// <summary>Once in an exchange, while both are valid.</summary>
    private bool TryOtherPassword()
    {
        if (_isOtherTried || context.Trunk.Secrets?.OtherThan(_credentials!, context.Now) is not { } other) return false;
        _isOtherTried = true;
        _credentials = other;
        _requests = 0;
        _isChallengedHere = _isProxyChallengedHere = false;
        return true;
    }

    private void Rejected(RegisterAnswer answer)
    {
        // The next try begins as if nothing was ever heard, so that it asks for a challenge of its own.
        sequence.ForgetChallenges();
        var cause = TrunkCause.Rejected(context.Trunk, answer.Status, _answering);
        End(new RegisterOutcome(RegisterVerdict.Rejected, cause, answer.Status, RetryAfter: answer.RetryAfter ?? 0));
    }

    private void Failed(string cause, RegisterAnswer answer) =>
        End(new RegisterOutcome(RegisterVerdict.Failed, cause, answer.Status, RetryAfter: answer.RetryAfter ?? 0));

    private void End(RegisterOutcome outcome)
    {
        if (_isAbandoned) return;
        context.Environment.Counters.Registered(outcome, context.Trunk.Configuration.Name, _began);
        done(outcome);
    }
}
