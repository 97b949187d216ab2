using SystemConnector.Contracts.Calls;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Admission;

/// <summary>
/// What one call takes of one connector while it is set up: a channel, and until the far side is heard of a pending offer. Each is
/// given back once, whatever is called and how often; the channel of a call that was answered stays in the ledger until it ends.
/// </summary>
internal struct ChannelHold
{
    private ChannelLedger? _ledger;
    private ConnectorRoute? _connector;
    private TrunkLoad? _pending;
    private ulong _call;

    /// <summary>A call that came in over a connector takes a channel; false when there is none.</summary>
    public static bool TryTake(ChannelLedger ledger, ulong call, ConnectorRoute connector, out ChannelHold hold)
    {
        hold = default;
        if (!ledger.TryOpen(call, connector)) return false;
        hold._ledger = ledger;
        hold._connector = connector;
        hold._call = call;
        return true;
    }

    /// <summary>A call is about to be offered over a connector; what keeps it from that, null when nothing does.</summary>
    public static CallCause? TryOffer(ChannelLedger ledger, ulong call, ConnectorRoute connector, TimeSpan now, out ChannelHold hold)
    {
        if (!TryTake(ledger, call, connector, out hold)) return CallCause.ChannelsFull;
        var load = connector.Trunk.Load;
        CallCause? refused = null;
        if (!load.TryOffer(connector.Limits)) refused = CallCause.TooManyPending;
        else hold._pending = load;
        if (refused is null && !load.TryCallOut(connector.Limits, now)) refused = CallCause.TooManyCalls;
        if (refused is not null)
        {
            hold.Heard();
            hold.End();
        }
        return refused;
    }

    /// <summary>The far side was heard of, or the transaction is over without.</summary>
    public void Heard()
    {
        _pending?.OfferHeard();
        _pending = null;
    }

    /// <summary>The call was answered: its channel is the ledger's from now on.</summary>
    /// <param name="interval">The session interval in seconds; 0 for none.</param>
    public void Answered(uint interval)
    {
        _ledger?.Extend(_call, _connector!.Id, SessionLifetime.Of(interval));
        _ledger = null;
    }

    /// <summary>The call is not set up. Of a far side that was not heard of the offer stays pending, since its transaction does.</summary>
    public void End()
    {
        _ledger?.Close(_call, _connector!.Id);
        _ledger = null;
    }
}
