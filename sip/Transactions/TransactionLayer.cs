using System.Buffers;
using System.Buffers.Text;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Sip.Transactions;

/// <summary>
/// Matches what the transports receive to transactions (RFC 3261 §17), under the lock of the shard that the Call-ID chooses.
/// </summary>
public sealed class TransactionLayer : ITransportReceiver, IDisposable
{
    /// <summary>How many shards there are.</summary>
    public const int ShardCount = 32;

    private const int BranchDigits = 16;
    private static ReadOnlySpan<byte> MagicCookie => "z9hG4bK"u8;

    private readonly TransactionShard[] _shards = new TransactionShard[ShardCount];
    private readonly ITransactionUser _user;
    private readonly BranchStamp? _stamp;
    private readonly ITimer _timer;
    private int _ticking;
    private long _ticks;

    /// <summary>Starts the timers.</summary>
    /// <param name="user">Gets the requests.</param>
    /// <param name="timers">Timer values.</param>
    /// <param name="time">The clock.</param>
    /// <param name="onFault">Told of an exception in a timer's callback, which is a bug of ours.</param>
    /// <param name="stamp">What the branches of this node end with; null when it has no others beside it.</param>
    public TransactionLayer(ITransactionUser user, TransactionTimers timers, TimeProvider time, Action<Exception> onFault, BranchStamp? stamp = null)
    {
        _user = user;
        _stamp = stamp;
        for (var i = 0; i < ShardCount; i++) _shards[i] = new TransactionShard(i, timers, time, onFault);
        var period = TimeSpan.FromMilliseconds(TimerWheel.Resolution);
        _timer = time.CreateTimer(static layer => ((TransactionLayer)layer!).Tick(), this, period, period);
    }

    /// <summary>Where a response may go that cannot be sent over the flow over which its request came. Called under the lock of a shard; to be set before the first request.</summary>
    public Func<Flow, Flow?> OtherWay
    {
        set
        {
            foreach (var shard in _shards) shard.OtherWay = value;
        }
    }

    /// <summary>How many transactions there are.</summary>
    public int Count => _shards.Sum(static shard => shard.Count);

    /// <summary>How many INVITEs were taken that have no final response yet. Counted when asked for.</summary>
    public int PendingInvites => _shards.Sum(static shard => shard.CountPendingServers());

    /// <summary>How many INVITEs that came or went over such transports have no final response yet.</summary>
    public int CountPendingInvites(Predicate<SipTransport> isOver) => _shards.Sum(shard => shard.CountPendingInvites(isOver));

    /// <summary>What they went through.</summary>
    public TransactionCounters Counters
    {
        get
        {
            var sum = default(TransactionCounters);
            foreach (var shard in _shards) sum.Add(shard.Counters);
            return sum;
        }
    }

    /// <summary>How often the timers were looked at: a number that stands still belongs to a node that is stuck.</summary>
    public long Ticks => Volatile.Read(ref _ticks);

    /// <summary>The shard of a Call-ID.</summary>
    public TransactionShard ShardOf(ReadOnlySpan<byte> callId) => _shards[KeyedHash.Shard(callId) % ShardCount];

    /// <summary>Stands for a Call-ID in tables of this process: nobody outside can make two of them meet.</summary>
    public static ulong HashOf(ReadOnlySpan<byte> callId) => KeyedHash.Of(callId);

    /// <summary>Writes our Via for a request of a client transaction: its branch, and rport (RFC 3581 §3).</summary>
    public static void WriteVia(ref MessageWriter writer, in Flow flow, ulong branch)
    {
        writer.Write("Via: SIP/2.0/"u8);
        writer.Write(flow.Transport.Protocol.ViaName());
        writer.Write((byte)' ');
        flow.Transport.WriteSentBy(ref writer, flow.Remote);
        writer.Write(";rport;branch=z9hG4bK"u8);
        Span<byte> digits = stackalloc byte[BranchDigits + BranchStamp.Length];
        Utf8Formatter.TryFormat(branch, digits, out _, new StandardFormat('x', BranchDigits));
        flow.Transport.Stamp?.Write(digits[BranchDigits..], branch);
        writer.Write(flow.Transport.Stamp is null ? digits[..BranchDigits] : digits);
        writer.Write("\r\n"u8);
    }

    /// <inheritdoc/>
    public void Received(SipMessage message, MessageFault fault, in Flow flow)
    {
        if (fault != MessageFault.None) Malformed(message, fault, flow);
        else if (!message.IsRequest) ReceivedResponse(message, flow);
        else ReceivedRequest(message, flow);
    }

    /// <inheritdoc/>
    public void SendFailed(SendTicket ticket)
    {
        if (ticket.Branch == 0) return;
        if (ticket.Node != 0)
        {
            _user.OnForeignSendFailed(ticket);
            return;
        }
        var shard = _shards[ticket.Shard];
        lock (shard.Lock)
        {
            if (shard.Clients.TryGetValue(ticket.Branch, out var client)) client.TransportFailed();
        }
    }

    /// <summary>What was sent may never have arrived, or may have: its user is told as if its way were lost.</summary>
    public void LoseWay(SendTicket ticket)
    {
        var shard = _shards[ticket.Shard];
        lock (shard.Lock)
        {
            if (shard.Clients.TryGetValue(ticket.Branch, out var client)) client.LoseWay();
        }
    }

    /// <inheritdoc/>
    public void ConnectionClosed(in Flow flow) => _user.OnConnectionClosed(flow);

    /// <summary>Transports are gone: the users of all client transactions that go over them are told at once, each under the lock of its shard.</summary>
    public void Lose(Predicate<SipTransport> isGone)
    {
        var lost = new List<ClientTransaction>();
        foreach (var shard in _shards)
        {
            lock (shard.Lock)
            {
                foreach (var client in shard.Clients.Values)
                    if (isGone(client.Flow.Transport)) lost.Add(client);
                foreach (var client in lost) client.LoseWay();
            }
            lost.Clear();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void ReceivedRequest(SipMessage request, in Flow flow)
    {
        var shard = ShardOf(request[request.CallId]);
        var isAck = request.Method == SipMethod.Ack;
        var key = TransactionKey.Of(request, isAck ? SipMethod.Invite : request.Method);
        lock (shard.Lock)
        {
            if (shard.Servers.TryGetValue(key, out var known))
            {
                if (!isAck)
                {
                    shard.Counters.RepeatsReceived++;
                    known.ReceivedRetransmission();
                }
                else if (known is InviteServerTransaction invite && !invite.ReceivedAck()) _user.OnAck(shard, request, flow);
                return;
            }
            switch (request.Method)
            {
                case SipMethod.Ack:
                    _user.OnAck(shard, request, flow);
                    break;
                case SipMethod.Cancel:
                    Cancel(shard, key, request, flow);
                    break;
                default:
                    _user.OnRequest(new IncomingRequest(shard, key, request, in flow));
                    break;
            }
        }
    }

    /// <summary>RFC 3261 §9.2.</summary>
    private void Cancel(TransactionShard shard, UInt128 key, SipMessage cancel, in Flow flow)
    {
        var incoming = new IncomingRequest(shard, key, cancel, in flow);
        if (!shard.Servers.TryGetValue(TransactionKey.Of(cancel, SipMethod.Invite), out var invite))
        {
            // Without a transaction: a stranger's CANCELs, which need to belong to nothing, fill no memory.
            if (!_user.OnStrayCancel(cancel, flow)) incoming.Respond(481);
            return;
        }
        incoming.Accept().Respond(200);
        if (!invite.IsFinal) _user.OnCancel(invite, cancel);
    }

    private void ReceivedResponse(SipMessage response, in Flow flow)
    {
        // 1. Ours at all? Every branch of ours has the same length, with a stamp or without.
        var branch = response[response.TopVia.Branch];
        if (branch.Length != MagicCookie.Length + BranchDigits + (_stamp is null ? 0 : BranchStamp.Length) || !branch.StartsWith(MagicCookie)) return;
        branch = branch[MagicCookie.Length..];
        if (!Utf8Parser.TryParse(branch[..BranchDigits], out ulong id, out var read, 'x') || read != BranchDigits) return;
        var stamp = branch[BranchDigits..];
        if (_stamp is not null && BranchStamp.NodeOf(stamp) is var node && node != _stamp.Node)
        {
            // 2. Another node's, which has its transaction.
            if (_stamp.IsGenuine(stamp, id)) _user.OnForeignResponse(node, response, flow);
            return;
        }
        var callId = response[response.CallId];
        var shard = ShardOf(callId);
        lock (shard.Lock)
        {
            // 3. RFC 3261 §17.1.3, and Call-ID and CSeq number: who knows a branch from somewhere must know the request that it belongs
            // to as well, and an answer to another request than was sent is none.
            if (!shard.Clients.TryGetValue(ClientTransaction.KeyOf(id, response.Method), out var client))
            {
                shard.Counters.StrayResponses++;
                if (response is { Method: SipMethod.Invite, Status: >= 200 and < 300 } && _stamp?.IsGenuine(stamp, id) == true) _user.OnStrayAnswer(shard, response, flow);
            }
            else if (client.Method == response.Method && client.RequestHash == ClientTransaction.HashOf(callId, response.CSeq))
            {
                client.ReceivedResponse(response, flow);
            }
            else
            {
                shard.Counters.StrayResponses++;
            }
        }
    }

    private void Malformed(SipMessage message, MessageFault fault, in Flow flow)
    {
        flow.Transport.Counters.CountFaulty(fault);
        if (message is { IsRequest: true, CanBeAnswered: true, Method: not SipMethod.Ack })
        {
            var shard = ShardOf(message[message.CallId]);
            lock (shard.Lock)
                new IncomingRequest(shard, TransactionKey.Of(message, message.Method), message, in flow).Respond(MessageFaults.Status(fault), MessageFaults.ReasonPhrase(fault));
        }
        _user.OnMalformed(message, fault, flow);
    }

    private void Tick()
    {
        // A tick that comes while the last one is still at work is left out: the wheel catches up.
        if (Interlocked.Exchange(ref _ticking, 1) == 1) return;
        try
        {
            foreach (var shard in _shards)
            {
                lock (shard.Lock) shard.Wheel.Advance(shard.Now);
            }
        }
        finally
        {
            Volatile.Write(ref _ticks, _ticks + 1);
            Volatile.Write(ref _ticking, 0);
        }
    }
}
