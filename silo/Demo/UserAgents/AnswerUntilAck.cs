using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Demo.UserAgents;

/// <summary>Sends a 2xx to an INVITE again and again until its ACK comes (RFC 3261 §13.3.1.4). Used under the lock of its shard.</summary>
internal sealed class AnswerUntilAck : UserTimer
{
    private readonly TransactionShard _shard;
    private readonly Action _send;
    private readonly TransactionTimers _timers;
    private int _interval, _elapsed;

    /// <summary>Sends it for the first time.</summary>
    public AnswerUntilAck(InviteServerTransaction invite, Action send, TransactionTimers timers)
    {
        _shard = invite.Shard;
        _send = send;
        _timers = timers;
        _interval = timers.T1;
        send();
        _shard.Set(this, TimeSpan.FromMilliseconds(_interval));
    }

    /// <summary>The ACK came, or the call is over.</summary>
    public void Stop() => _shard.Cancel(this);

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        _elapsed += _interval;
        if (_elapsed >= _timers.TransactionTimeout) return;
        _send();
        _interval = Math.Min(_interval * 2, _timers.T2);
        _shard.Set(this, TimeSpan.FromMilliseconds(_interval));
    }
}
