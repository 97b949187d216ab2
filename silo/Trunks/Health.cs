using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Knows whether the far side answers at any of its addresses, and which of them is to be used. It is down only when all of them
/// are. Used under the trunk's lock.
/// </summary>
internal sealed class Health(TrunkContext context, Action changed, Action askedAgain)
{
    /// <summary>How often an address that is up is asked.</summary>
    public static readonly TimeSpan UpInterval = TimeSpan.FromSeconds(30);

    /// <summary>How often one is asked that is down, or did not answer the last time.</summary>
    public static readonly TimeSpan DownInterval = TimeSpan.FromSeconds(10);

    /// <summary>How long an answer is waited for; the 32 s of a transaction would be far too late.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(4);

    private TargetHealth[] _all = [];
    private bool _isMissed;

    /// <summary>Whether it answers anywhere.</summary>
    public Reachability State =>
        _all.Any(static one => one.Target.State == Reachability.Up) ? Reachability.Up
        : _all.Length > 0 && _all.All(static one => one.Target.State == Reachability.Down) ? Reachability.Down
        : Reachability.Unknown;

    /// <summary>Why it is down; empty when it is not.</summary>
    public string Cause => State == Reachability.Down ? Find(context.Trunk.Targets.Preferred)?.Cause ?? "" : "";

    /// <summary>When the far side is asked next, at whichever address; null when none is to be asked.</summary>
    public DateTimeOffset? NextTry => _all.Min(static one => one.NextTry);

    /// <summary>True when at least one address does not answer: the far side may have moved.</summary>
    public bool IsAnyDown => _all.Any(static one => one.Target.State == Reachability.Down);

    /// <summary>True while the registration fails too: the far side is likely away, and is asked often although nothing else says so.</summary>
    public bool IsMissed
    {
        get => _isMissed;
        set
        {
            _isMissed = value;
            foreach (var one in _all) one.IsMissed = value;
        }
    }

    /// <summary>
    /// The far side has these addresses now, in this order. What is known of those that it had before stays known; the one that was
    /// used stays in use if it is still among them and as good as any.
    /// </summary>
    /// <param name="targets">The addresses with their ranks.</param>
    /// <param name="after">When the first of the new ones is asked.</param>
    public void Use(IReadOnlyList<(Flow Flow, int Rank)> targets, TimeSpan after)
    {
        var before = _all;
        var used = context.Trunk.Targets.Preferred?.Flow;
        var next = new TargetHealth[targets.Count];
        var preferred = 0;
        for (var i = 0; i < next.Length; i++)
        {
            var (flow, rank) = targets[i];
            next[i] = Array.Find(before, one => one.Target.Flow == flow && one.Target.Rank == rank) ?? Begin(flow, rank, after);
            // A failing first address must be known before the others are, or the first answer to come would choose among them.
            if (Array.IndexOf(before, next[i]) < 0) after += Timeout + context.UpTo(TimeSpan.FromSeconds(1));
            if (flow == used) preferred = i;
        }
        foreach (var gone in before.Except(next)) gone.Stop();
        _all = next;
        var chosen = new TrunkTargets([.. next.Select(static one => one.Target)], preferred);
        chosen.Choose();
        context.Trunk.SetTargets(chosen);
    }

    /// <summary>The far side accepted our registration there. When that is not where calls go, they follow.</summary>
    public void RegistrationAccepted(Flow? at)
    {
        var targets = context.Trunk.Targets;
        Array.Find(_all, one => one.Target.Flow == at)?.RegistrationAccepted(isAnswer: at != targets.Preferred?.Flow);
        targets.Choose();
    }

    /// <summary>Ends.</summary>
    public void Stop()
    {
        foreach (var one in _all) one.Stop();
    }

    private TargetHealth Begin(in Flow flow, int rank, TimeSpan after)
    {
        var one = new TargetHealth(context, flow, rank, Changed, askedAgain) { IsMissed = _isMissed };
        one.AskIn(after);
        return one;
    }

    private TargetHealth? Find(TrunkTarget? target) => Array.Find(_all, one => one.Target == target);

    private void Changed()
    {
        context.Trunk.Targets.Choose();
        changed();
    }
}
