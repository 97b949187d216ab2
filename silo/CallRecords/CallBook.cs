using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Admission;
using SystemConnector.Silo.Calls;
using SystemConnector.Sip.Media;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.CallRecords;

/// <summary>
/// Notes what happens to calls: those that this node sets up, and those whose end or refresh comes by way of it. All of it under the lock of
/// the call's shard, which is held anyway; <see cref="CallReporter"/> fetches it.
/// </summary>
internal sealed class CallBook(RoutingTableFeed routing, TimeProvider time)
{
    private readonly ShardCalls?[] _shards = new ShardCalls?[TransactionLayer.ShardCount];

    /// <summary>The number of this node, for the keys of its calls.</summary>
    public ushort Node { get; set; }

    /// <summary>What of a shard is kept; null while nothing ever was. Used under the shard's lock.</summary>
    public ShardCalls? Find(TransactionShard shard) => _shards[shard.Index];

    /// <summary>A call is being set up.</summary>
    public CallFacts Begin(TransactionShard shard, SipMessage invite, in Caller caller, Number number)
    {
        var facts = FactsOf(shard, invite, caller, number);
        var calls = Of(shard);
        calls.Open(CallNumbers.Of(facts.Key), facts);
        calls.Tell(new CallBegan(facts));
        return facts;
    }

    /// <summary>A call was refused before it was offered to anybody.</summary>
    public void Refused(TransactionShard shard, SipMessage invite, in Caller caller, Number number, CallCause cause, ConnectorRoute? about, int status) =>
        Of(shard).Tell(new CallSetUpEnded(FactsOf(shard, invite, caller, number))
        {
            ConnectorOut = about == caller.Connector ? null : about?.Id,
            Outcome = CallOutcome.Failed,
            Cause = cause,
            Status = status,
            IsWhole = true,
        });

    /// <summary>A call that began is answered, or is over.</summary>
    public void SetUp(TransactionShard shard, CallSetUpEnded news)
    {
        var calls = Of(shard);
        var number = CallNumbers.Of(news.Facts.Key);
        if (news.Outcome == CallOutcome.Answered) calls.Answered(number, news.ConnectorOut, news.Facts.StartedAt + news.After, news.Lifetime);
        else calls.Close(number, out _);
        calls.Tell(news);
    }

    /// <summary>More became known of a call that was set up.</summary>
    public void Correct(TransactionShard shard, CallCorrected news) => Of(shard).Tell(news);

    /// <summary>A side hangs up by way of this node, whichever node keeps the call.</summary>
    public void HungUp(TransactionShard shard, SipMessage bye, in DialogToken token)
    {
        if (token.Call == default) return;
        byte[]? reason = null;
        foreach (ref readonly var field in bye.Fields)
            if (System.Text.Ascii.EqualsIgnoreCase(bye[field.NameText], "Reason"u8)) reason = bye[field.Value].ToArray();
        var (facts, connectorOut) = FactsOf(shard, bye[bye.CallId], token);
        Of(shard).Tell(new CallHungUp(facts, connectorOut, time.GetUtcNow(), token.IsOwnCaller ? CallEnd.Caller : CallEnd.Called, reason));
    }

    /// <summary>The session of a call was refreshed by way of this node.</summary>
    /// <param name="shard">The call's shard.</param>
    /// <param name="callId">Its Call-ID.</param>
    /// <param name="token">The token of the side that refreshed it.</param>
    /// <param name="interval">The session interval in seconds; 0 for none.</param>
    public void Refreshed(TransactionShard shard, ReadOnlySpan<byte> callId, in DialogToken token, uint interval)
    {
        if (token.Call == default) return;
        var (facts, connectorOut) = FactsOf(shard, callId, token);
        var calls = Of(shard);
        calls.Extend(CallNumbers.Of(token.Call), SessionLifetime.Of(interval));
        calls.Tell(new CallGoesOn(facts, connectorOut, time.GetUtcNow() + SessionLifetime.Of(interval)));
    }

    /// <summary>A call that this node may keep goes on: another node says so.</summary>
    public void Extend(TransactionShard shard, ulong call, uint interval) => Of(shard).Extend(call, SessionLifetime.Of(interval));

    /// <summary>A call that this node may keep is over.</summary>
    /// <param name="shard">The call's shard.</param>
    /// <param name="call">Names it among the calls of this node; 0 when a node of the version before told.</param>
    /// <param name="media">What was relayed; null for nothing.</param>
    public void Close(TransactionShard shard, ulong call, IReadOnlyList<RelayedMedia>? media)
    {
        if (!Of(shard).Close(call, out var active) || media is null or []) return;
        Of(shard).Tell(new CallMediaCounted(active.Facts, active.ConnectorOut, media));
    }

    private ShardCalls Of(TransactionShard shard) => _shards[shard.Index] ??= new ShardCalls(shard, time);

    private CallFacts FactsOf(TransactionShard shard, SipMessage invite, in Caller caller, Number number) =>
        new(CallNumbers.New(shard, time.GetUtcNow(), Node), invite[invite.CallId], invite[invite.From.Uri], invite[invite.To.Uri])
        {
            Site = caller.Site.Id,
            ConnectorIn = caller.Connector?.Id,
            Number = number,
        };

    /// <summary>What this node keeps of the call, else what its token says.</summary>
    private (CallFacts Facts, ConnectorId? ConnectorOut) FactsOf(TransactionShard shard, ReadOnlySpan<byte> callId, in DialogToken token)
    {
        if (Of(shard).TryFind(CallNumbers.Of(token.Call), out var active)) return (active.Facts, active.ConnectorOut);
        var (caller, called) = token.IsOwnCaller ? (token.OwnConnector, token.PeerConnector) : (token.PeerConnector, token.OwnConnector);
        var from = token.IsOwnCaller ? token.From : token.To;
        var to = token.IsOwnCaller ? token.To : token.From;
        var table = routing.Current;
        var site = (IdOf(caller) is { } into ? table.FindConnector(into) : null)?.Site
            ?? (IdOf(called) is { } outOf ? table.FindConnector(outOf) : null)?.Site ?? table.DefaultSite?.Id;
        return (new CallFacts(token.Call, callId, from, to) { Site = site, ConnectorIn = IdOf(caller) }, IdOf(called));
    }

    private static ConnectorId? IdOf(Guid connector) => connector == default ? null : new ConnectorId(connector);
}
