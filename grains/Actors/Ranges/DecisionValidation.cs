using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Ranges;

/// <summary>Finds what is wrong with a precedence decision.</summary>
internal static class DecisionValidation
{
    /// <summary>The fault, null when there is none; the faults exclude one another.</summary>
    public static Fault? Check(RangeFacts facts, string text, Precedence? precedence, DateTimeOffset at, out Number number)
    {
        if (!Number.TryParse(text, out number))
            return new Fault(FaultCode.Malformed, "number", $"'{text}' is not a number.");
        if (!facts.Numbers.Contains(number))
            return new Fault(FaultCode.OutOfRange, "number", $"{number} is not one of {facts.Numbers}.");
        if (precedence is { } winner && !Enum.IsDefined(winner))
            return new Fault(FaultCode.OutOfRange, "precedence", "The precedence is Local or Remote.");
        if (ConflictOn(facts, number, at) is not { } conflict)
            return new Fault(FaultCode.NotFound, "number", $"{number} is tied to nothing else: there is nothing to decide.");
        if (precedence == Precedence.Local && conflict.Kind is ConflictKind.ConnectorOverlap or ConflictKind.Reserved)
            return new Fault(FaultCode.Contradiction, "precedence", $"The site has no local number {number} that could win.");
        return null;
    }

    /// <summary>The conflict that a decision on the number is about; the one on that number alone comes before a span's.</summary>
    public static Conflict? ConflictOn(RangeFacts facts, Number number, DateTimeOffset at)
    {
        Conflict? best = null;
        foreach (var conflict in Conflicts.Of(facts, at))
        {
            if (!IsDecided(conflict) || !conflict.Numbers.Contains(number)) continue;
            if (best is null || conflict.Numbers.Count < best.Numbers.Count) best = conflict;
        }
        return best;
    }

    /// <summary>Whether a decision can change who wins: not how phones dial, what a site declares, or how numbers are sent.</summary>
    public static bool IsDecided(Conflict conflict) => conflict.Kind switch
    {
        ConflictKind.PrefixShadow or ConflictKind.LocalRange => false,
        ConflictKind.Reserved => conflict.Numbers.Count == 1 && ReservedNumbers.Emergency.Contains(conflict.Numbers.Min),
        _ => true,
    };
}
