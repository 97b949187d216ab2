using System.Text;
using SystemConnector.Silo.UserAgents;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Doctor;

/// <summary>One call to a test number, with an audio socket of its own. Disposing of it cancels it or hangs up.</summary>
internal sealed class ProbeCall : IAsyncDisposable
{
    private static readonly TimeSpan ByeLimit = TimeSpan.FromSeconds(1);

    private readonly Patient _patient;
    private readonly TransactionShard _shard;
    private readonly ClientRequest _invite;
    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Dialog? _dialog;
    private int _lastStatus;
    private bool _isOver;

    private ProbeCall(Patient patient, string number, AudioProbe audio)
    {
        _patient = patient;
        Audio = audio;
        var uri = $"sip:{Uri.EscapeDataString(number)}@{patient.Peer}";
        var draft = patient.Draft(SipMethod.Invite, uri, patient.ContactFields(), Audio.Describe());
        _shard = patient.Node.Transactions.ShardOf(Encoding.Latin1.GetBytes(draft.CallId));
        var cseq = 0u;
        _invite = new ClientRequest(draft, _shard, () => ++cseq, patient.Trunk.Credentials, OnResponse);
    }

    /// <summary>Its audio.</summary>
    public AudioProbe Audio { get; }

    /// <summary>The session description of the answer; null until there is one.</summary>
    public string? Answer { get; private set; }

    /// <summary>True when anything was heard of the INVITE.</summary>
    public bool WasHeard => _lastStatus > 0;

    /// <summary>True when it rang, or is about to be answered.</summary>
    public bool HasRung { get; private set; }

    /// <summary>Sends the INVITE; the audio is disposed of with the call.</summary>
    public static ProbeCall Begin(Patient patient, string number, AudioProbe audio)
    {
        var call = new ProbeCall(patient, number, audio);
        lock (call._shard.Lock) call._invite.Send();
        return call;
    }

    /// <summary>The final status, 0 when the INVITE could not be sent; null when there is none in time.</summary>
    public async Task<int?> Final(TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAny(_answered.Task, _invite.Final).WaitAsync(limit, _patient.Time, cancellation);
        }
        catch (TimeoutException)
        {
            return null;
        }
        lock (_shard.Lock) return _lastStatus >= 200 ? _lastStatus : _invite.Final.Result == 503 ? 0 : null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        ClientRequest? bye = null;
        lock (_shard.Lock)
        {
            _isOver = true;
            if (_dialog is not null) bye = HangUp();
            else _invite.Cancel();
        }
        // An examination does not fail because a call that was fine does not end.
        if (bye is not null) await ((Task)bye.Final).WaitAsync(ByeLimit, _patient.Time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Audio.Dispose();
    }

    private void OnResponse(ClientRequest invite, SipMessage response)
    {
        _lastStatus = response.Status;
        HasRung |= response.Status is >= 180 and < 200;
        if (response.Status is < 200 or > 299) return;
        var isFirst = _dialog is null;
        // The first 2xx makes the call; another is the same one again, whose ACK was lost.
        _dialog ??= Dialog.OfCaller(response, invite.CSeq);
        Answer ??= Patient.Text(response[response.Body]);
        Acknowledge();
        _answered.TrySetResult();
        // It crossed our CANCEL.
        if (isFirst && _isOver) HangUp();
    }

    /// <summary>RFC 3261 §13.2.2.4: a request of its own, with the INVITE's CSeq and credentials.</summary>
    private void Acknowledge()
    {
        var ack = _dialog!.Draft(SipMethod.Ack, _patient.FlowTo, _patient.AgentField);
        var writer = _shard.Writer();
        ack.Write(ref writer, _invite.CSeq, _shard.NewBranch(), _invite.Authorization);
        ack.Flow.Transport.Send(ack.Flow, writer.Written);
    }

    private ClientRequest HangUp()
    {
        var bye = new ClientRequest(_dialog!.Draft(SipMethod.Bye, _patient.FlowTo, _patient.AgentField), _shard, _dialog.NextCSeq, _patient.Trunk.Credentials);
        bye.Send();
        return bye;
    }
}
