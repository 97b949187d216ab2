using System.Text;
using SystemConnector.Silo.UserAgents;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>One call of a <see cref="UserAgent"/>, made or taken. Disposing of it hangs up without waiting.</summary>
internal sealed class UserAgentCall : IDisposable
{
    private readonly UserAgent _agent;
    private readonly TransactionShard _shard;
    private readonly TaskCompletionSource<int> _final = New<int>();
    private readonly TaskCompletionSource<int> _ringing = New<int>();
    private readonly TaskCompletionSource<bool> _acknowledged = New<bool>();
    private readonly TaskCompletionSource<bool> _ended = New<bool>();
    private readonly CallTimer _ringTimer;
    private ClientRequest? _outgoing;
    private InviteServerTransaction? _incoming;
    private AnswerUntilAck? _answer;
    private Dialog? _dialog;

    private UserAgentCall(UserAgent agent, TransactionShard shard, string callId, string localTag)
    {
        _agent = agent;
        _shard = shard;
        CallId = callId;
        LocalTag = localTag;
        _ringTimer = new CallTimer(() => Finish(agent.Options.AnswerWith));
    }

    /// <summary>Its Call-ID.</summary>
    public string CallId { get; }

    /// <summary>True when it was called, false when it calls.</summary>
    public bool IsIncoming => _incoming is not null;

    /// <summary>The user part of From: who calls.</summary>
    public string Caller { get; private set; } = "";

    /// <summary>The user part of the Request-URI: what was dialled, as it reached the callee.</summary>
    public string Dialled { get; private set; } = "";

    /// <summary>The final status of the INVITE; 0 as long as there is none.</summary>
    public int Status => _final.Task.IsCompletedSuccessfully ? _final.Task.Result : 0;

    /// <summary>The name of the phone at the other end, as its session description tells it; null until it answered.</summary>
    public string? AnsweredBy { get; private set; }

    internal Task<int> Final => _final.Task;

    internal string LocalTag { get; }

    /// <summary>A call about to be made.</summary>
    internal static UserAgentCall Outgoing(UserAgent agent, TransactionShard shard, string localTag, RequestDraft invite)
    {
        var call = new UserAgentCall(agent, shard, invite.CallId, localTag);
        var cseq = 0u;
        call._outgoing = new ClientRequest(invite, shard, () => ++cseq, agent.Credentials, call.OnInviteResponse);
        return call;
    }

    /// <summary>A call that came.</summary>
    internal static UserAgentCall Incoming(UserAgent agent, InviteServerTransaction transaction, SipMessage invite, string localTag)
    {
        var call = new UserAgentCall(agent, transaction.Shard, Text(invite[invite.CallId]), localTag)
        {
            _incoming = transaction,
            _dialog = Dialog.OfCallee(invite, localTag),
            Caller = UserOf(invite[invite.From.Uri]),
            Dialled = UserOf(invite[invite.RequestUri]),
        };
        transaction.State = call;
        return call;
    }

    /// <summary>Waits for the first 180–183 and returns it.</summary>
    public Task<int> RingingAsync(CancellationToken cancellation = default) => _agent.Within(_ringing.Task, "no ringing", cancellation);

    /// <summary>Waits for the final status of the INVITE.</summary>
    public Task<int> FinalAsync(CancellationToken cancellation = default) => _agent.Within(_final.Task, "no final response to INVITE", cancellation);

    /// <summary>Waits until the caller has acknowledged our answer.</summary>
    public Task AcknowledgedAsync(CancellationToken cancellation = default) => _agent.Within(_acknowledged.Task, "no ACK", cancellation);

    /// <summary>Waits until the call is over, also one that never was answered; true when the other side ended it.</summary>
    public Task<bool> EndedAsync(CancellationToken cancellation = default) => _agent.Within(_ended.Task, "no end of the call", cancellation);

    /// <summary>Answers an incoming call.</summary>
    public void Answer()
    {
        lock (_shard.Lock) Finish(200);
    }

    /// <summary>Refuses an incoming call with a final status from 300 on.</summary>
    public void Reject(int status)
    {
        lock (_shard.Lock) Finish(status);
    }

    /// <summary>Ends the call: CANCEL while it is not answered, else BYE. Returns the status that came of it; 0 when it was over already.</summary>
    public async Task<int> HangUpAsync(CancellationToken cancellation = default)
    {
        if (_ended.Task.IsCompleted) return 0;
        if (IsIncoming && Status == 0)
        {
            Reject(603);
            return 603;
        }
        if (Status == 0)
        {
            lock (_shard.Lock) _outgoing!.Cancel();
            var status = await _agent.Within(Final, "no final response after CANCEL", cancellation);
            if (status is < 200 or > 299) return status;
        }
        var answer = RequestAsync(SipMethod.Bye, cancellation);
        End(byPeer: false);
        return await answer;
    }

    /// <summary>Sends a request within the answered call and returns its final status; an INVITE is a re-INVITE, whose ACK follows by itself.</summary>
    public Task<int> RequestAsync(SipMethod method, CancellationToken cancellation = default)
    {
        if (_dialog is not { } dialog) throw new InvalidOperationException("The call is not answered.");
        var isInvite = method == SipMethod.Invite;
        ClientRequest request;
        lock (_shard.Lock)
        {
            request = new ClientRequest(
                dialog.Draft(method, _agent.FlowTo, _agent.CommonFields, isInvite ? _agent.Session : ""), _shard, dialog.NextCSeq, _agent.Credentials, isInvite ? OnReinviteResponse : null);
            request.Send();
        }
        return _agent.Within(request.Final, $"no answer to {Encoding.ASCII.GetString(SipMethods.Name(method))}", cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_ended.Task.IsCompleted) return;
        // What comes of it is nobody's business any more; the exception of a bound that passed must not go unobserved.
        _ = HangUpAsync().ContinueWith(static task => task.Exception, TaskScheduler.Default);
    }

    internal void Send()
    {
        lock (_shard.Lock) _outgoing!.Send();
        _ = _outgoing.Final.ContinueWith(task => Failed(task.Result), TaskScheduler.Default);
    }

    /// <summary>An incoming call rings, and is answered by itself where the options say so.</summary>
    internal void Ring()
    {
        UserAgent.Respond(_incoming!, 180, LocalTag, _agent.CommonFields);
        _ringing.TrySetResult(180);
        if (_agent.Options.AnswerWith == 0) return;
        if (_agent.Options.RingTime > TimeSpan.Zero) _shard.Set(_ringTimer, _agent.Options.RingTime);
        else Finish(_agent.Options.AnswerWith);
    }

    internal void OnCancel() => Finish(487);

    internal void OnAck()
    {
        _answer?.Stop();
        _acknowledged.TrySetResult(true);
    }

    /// <summary>A request within the call.</summary>
    internal void OnRequest(ServerTransaction transaction, SipMessage request)
    {
        switch (transaction)
        {
            case InviteServerTransaction invite:
                _dialog?.Refresh(request);
                Accept(invite);
                break;
            case { Method: SipMethod.Bye }:
                UserAgent.Respond(transaction, 200, LocalTag, "");
                End(byPeer: true);
                break;
            default:
                UserAgent.Respond(transaction, 200, LocalTag, _agent.CommonFields);
                break;
        }
    }

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    private static string UserOf(ReadOnlySpan<byte> uri) => SipUri.TryParse(uri, out var parsed) ? Text(parsed.User) : "";

    private void OnInviteResponse(ClientRequest invite, SipMessage response)
    {
        switch (response.Status)
        {
            case >= 180 and <= 183:
                _ringing.TrySetResult(response.Status);
                break;
            case >= 200 and < 300:
                // The first 2xx makes the call; another is the same one again, whose ACK was lost.
                _dialog ??= Dialog.OfCaller(response, invite.CSeq);
                AnsweredBy ??= SilentSession.NameIn(response[response.Body]);
                Acknowledge(invite);
                _final.TrySetResult(response.Status);
                break;
        }
    }

    private void OnReinviteResponse(ClientRequest invite, SipMessage response)
    {
        if (response.Status is < 200 or > 299) return;
        _dialog!.Refresh(response);
        Acknowledge(invite);
    }

    /// <summary>RFC 3261 §13.2.2.4: a request of its own, with the INVITE's CSeq and credentials.</summary>
    private void Acknowledge(ClientRequest invite)
    {
        var ack = _dialog!.Draft(SipMethod.Ack, _agent.FlowTo, _agent.CommonFields);
        var writer = _shard.Writer();
        ack.Write(ref writer, invite.CSeq, _shard.NewBranch(), invite.Authorization);
        ack.Flow.Transport.Send(ack.Flow, writer.Written);
    }

    private void Failed(int status)
    {
        if (status is >= 200 and < 300) return;
        _final.TrySetResult(status);
        End(byPeer: true);
    }

    /// <summary>Gives an incoming call its final status, unless it has one.</summary>
    private void Finish(int status)
    {
        if (_incoming is not { IsFinal: false } invite) return;
        _shard.Cancel(_ringTimer);
        if (status < 300) Accept(invite);
        else UserAgent.Respond(invite, status, LocalTag, "");
        _final.TrySetResult(status);
        if (status >= 300) End(byPeer: status == 487);
    }

    private void Accept(InviteServerTransaction invite)
    {
        _answer?.Stop();
        _answer = new AnswerUntilAck(invite, () => UserAgent.Respond(invite, 200, LocalTag, _agent.CommonFields, _agent.Session), _agent.Options.Timers);
    }

    private void End(bool byPeer)
    {
        if (!_ended.TrySetResult(byPeer)) return;
        lock (_shard.Lock) _answer?.Stop();
        _agent.Forget(this);
    }

    private sealed class CallTimer(Action onTimer) : UserTimer
    {
        protected override void OnTimer() => onTimer();
    }
}
