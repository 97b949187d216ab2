using System.Collections.Immutable;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Grains.Registrations;

/// <summary>What a REGISTER does to bindings (RFC 3261 §10.3 steps 6 and 7): all of it or nothing.</summary>
internal static class BindingRules
{
    /// <summary>Contacts of one address of record: enough for a desk phone, a softphone and a few more.</summary>
    public const int MaxBindings = 10;

    /// <summary>The bindings after a REGISTER that adds, refreshes and removes (Expires not in the future) contacts.</summary>
    public static BindingsChanged Register(ImmutableArray<Binding> current, ImmutableArray<Binding> asked, DateTimeOffset now)
    {
        var inForce = InForce(current, now);
        foreach (var binding in asked)
            if (IsOutOfOrder(inForce, binding.Contact, binding.CallId, binding.CSeq)) return new BindingsChanged(BindingOutcome.OutOfOrder, inForce);
        var next = inForce.RemoveAll(b => asked.Any(a => a.Contact == b.Contact)).AddRange(asked.Where(a => a.Expires > now));
        return next.Length > MaxBindings
            ? new BindingsChanged(BindingOutcome.TooMany, inForce)
            : new BindingsChanged(BindingOutcome.Accepted, next);
    }

    /// <summary>The bindings after "Contact: *" with Expires 0.</summary>
    public static BindingsChanged Clear(ImmutableArray<Binding> current, string callId, uint cseq, DateTimeOffset now)
    {
        var inForce = InForce(current, now);
        foreach (var binding in inForce)
            if (IsOutOfOrder(inForce, binding.Contact, callId, cseq)) return new BindingsChanged(BindingOutcome.OutOfOrder, inForce);
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

    private static bool IsOutOfOrder(ImmutableArray<Binding> bindings, string contact, string callId, uint cseq)
    {
        foreach (var binding in bindings)
            if (binding.Contact == contact && binding.CallId == callId && cseq <= binding.CSeq) return true;
        return false;
    }
}
