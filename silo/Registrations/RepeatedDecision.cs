using System.Collections.Immutable;
using SystemConnector.Contracts.Registrations;

namespace SystemConnector.Silo.Registrations;

/// <summary>
/// Asks an address of record again when the node that had it died: its phones register anew just then, and a phone that is refused tries
/// again after half a minute only (RFC 5626 §4.5). It is active on another node then.
/// </summary>
internal static class RepeatedDecision
{
    // Two nodes may die one after the other.
    private const int MostTries = 3;

    public static async Task<BindingsChanged> Ask(Func<Task<BindingsChanged>> decision, ImmutableArray<Binding> asked, DateTimeOffset now)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var changed = await decision();
                // The one before may have written it and died before it answered: then this one finds its own CSeq.
                return attempt > 1 && changed.Outcome == BindingOutcome.OutOfOrder && IsDone(changed.Bindings, asked, now)
                    ? changed with { Outcome = BindingOutcome.Accepted }
                    : changed;
            }
            catch (SiloUnavailableException) when (attempt < MostTries)
            {
                // The next one finds the address of record elsewhere.
            }
        }
    }

    /// <summary>True when the bindings are already as this very request leaves them.</summary>
    private static bool IsDone(ImmutableArray<Binding> current, ImmutableArray<Binding> asked, DateTimeOffset now) => asked.All(a => a.Expires <= now
        ? current.All(b => b.Contact != a.Contact)
        : current.Any(b => b.Contact == a.Contact && b.CallId == a.CallId && b.CSeq == a.CSeq));
}
