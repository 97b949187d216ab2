using SystemConnector.Silo.Registrations;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Calls;

/// <summary>
/// Waits, within a transaction, until a peer whose connection is gone has registered over another: only the peer can make one (RFC 5626 §4.4).
/// Used under the lock of the transaction's shard.
/// </summary>
/// <param name="shard">The shard.</param>
/// <param name="former">Where the peer was registered when its connection was found gone.</param>
/// <param name="look">Called now and then while it waits.</param>
internal sealed class AwaitedBinding(TransactionShard shard, Location former, Action look) : UserTimer
{
    /// <summary>
    /// How long all waits of a transaction take: five seconds until the others know of a node that was cut off, and as many for the phone.
    /// With two connections tried before, it is over well before the sender gives up (32 s).
    /// </summary>
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    private int _left = (int)(Bound / Glance);
    private Location _former = former;

    /// <summary>True while it waits.</summary>
    public bool IsOn { get; private set; }

    /// <summary>Waits for the next look; false when it has waited long enough.</summary>
    public bool TryWait()
    {
        if (_left == 0) return false;
        _left--;
        IsOn = true;
        shard.Set(this, Glance);
        return true;
    }

    /// <summary>True once for each binding that leads elsewhere than the one before.</summary>
    public bool IsNew(Location? present)
    {
        if (present is null || (present.Flow == _former.Flow && present.Binding.Node == _former.Binding.Node)) return false;
        _former = present;
        return true;
    }

    /// <summary>Waits no more.</summary>
    public void End()
    {
        IsOn = false;
        shard.Cancel(this);
    }

    /// <inheritdoc/>
    protected override void OnTimer()
    {
        IsOn = false;
        look();
    }
}
