using System.Collections.Immutable;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Grains.Registrations;

/// <summary>What a REGISTER does to bindings (RFC 3261 §10.3 steps 6 and 7): all of it or nothing.</summary>
internal static class BindingRules
{
    /// <summary>The bindings after a REGISTER that adds, refreshes and removes (Expires not in the future) contacts.</summary>
    public static BindingsChanged Register(ImmutableArray<Binding> current, ImmutableArray<Binding> asked, ContactLimit limit, DateTimeOffset now)
    {
        var inForce = InForce(current, now);
        // A contact that is named twice is one, as it is named last.
        asked = [.. asked.Reverse().DistinctBy(static a => a.Contact).Reverse()];
        foreach (var binding in asked)
            if (IsOutOfOrder(inForce, binding)) return new BindingsChanged(BindingOutcome.OutOfOrder, inForce);
        var kept = inForce.RemoveAll(b => asked.Any(a => a.Contact == b.Contact || IsSameFlow(a, b)));
        var added = asked.RemoveAll(a => a.Expires <= now);
        var excess = kept.Length + added.Length - limit.Most;
        if (excess > 0 && (excess > kept.Length || !limit.OldestGivesWay)) return new BindingsChanged(BindingOutcome.TooMany, inForce);
        if (excess > 0) kept = kept.RemoveRange(kept.OrderBy(static b => b.Expires).Take(excess));
        return new BindingsChanged(BindingOutcome.Accepted, kept.AddRange(added));
    }

    /// <summary>The bindings after "Contact: *" with Expires 0.</summary>
    public static BindingsChanged Clear(ImmutableArray<Binding> current, string callId, uint cseq, DateTimeOffset now)
    {
        var inForce = InForce(current, now);
        foreach (var binding in inForce)
            if (IsOutOfOrder(binding, callId, cseq)) return new BindingsChanged(BindingOutcome.OutOfOrder, inForce);
        return new BindingsChanged(BindingOutcome.Accepted, []);
    }

    /// <summary>The bindings with expiries that were extended for the same contact; others are left as they are.</summary>
    public static ImmutableArray<Binding> Refresh(ImmutableArray<Binding> current, ImmutableArray<Binding> extended, DateTimeOffset now)
    {
        var inForce = InForce(current, now).ToBuilder();
        for (var i = 0; i < inForce.Count; i++)
            foreach (var binding in extended)
                if (binding.Contact == inForce[i].Contact && IsLater(binding, inForce[i]))
                    inForce[i] = binding;
        return inForce.ToImmutable();
    }

    /// <summary>
    /// By CSeq within one registration. Another Call-ID always updates (RFC 3261 §10.3 step 7), but a refresh comes written behind:
    /// it counts when it is of the same flow and lasts longer, and not when it was overtaken by what was decided here meanwhile.
    /// </summary>
    private static bool IsLater(Binding refresh, Binding current) => refresh.CallId == current.CallId
        ? refresh.CSeq > current.CSeq
        : refresh.Flow == current.Flow && refresh.Expires > current.Expires;

    public static ImmutableArray<Binding> InForce(ImmutableArray<Binding> bindings, DateTimeOffset now) =>
        bindings.RemoveAll(b => b.Expires <= now);

    /// <summary>By CSeq within one Call-ID, also when the device comes from another address meanwhile.</summary>
    private static bool IsOutOfOrder(ImmutableArray<Binding> bindings, Binding asked)
    {
        foreach (var binding in bindings)
            if ((binding.Contact == asked.Contact || IsSameFlow(asked, binding)) && IsOutOfOrder(binding, asked.CallId, asked.CSeq)) return true;
        return false;
    }

    private static bool IsOutOfOrder(Binding binding, string callId, uint cseq) => binding.CallId == callId && cseq <= binding.CSeq;

    private static bool IsSameFlow(Binding left, Binding right) => left.Instance.Length > 0 && left.Instance == right.Instance;
}
