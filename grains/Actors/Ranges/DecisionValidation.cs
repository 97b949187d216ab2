using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Ranges;

/// <summary>Finds what is wrong with a precedence decision.</summary>
internal static class DecisionValidation
{
    /// <summary>The fault, null when there is none; the faults exclude one another.</summary>
    public static Fault? Check(RangeFacts facts, string text, Precedence? precedence, DateTimeOffset at, out Number number) =>
        Check(facts, new DecidableConflicts(Conflicts.Of(facts, at)), text, precedence, out number);

    /// <summary>The same where the conflicts of the range are known, for many decisions in it.</summary>
    public static Fault? Check(RangeFacts facts, DecidableConflicts conflicts, string text, Precedence? precedence, out Number number)
    {
        if (!Number.TryParse(text, out number))
            return new Fault(FaultCode.Malformed, "number", $"'{text}' is not a number.");
        if (!facts.Numbers.Contains(number))
            return new Fault(FaultCode.OutOfRange, "number", $"{number} is not one of {facts.Numbers}.");
        if (precedence is { } winner && !Enum.IsDefined(winner))
            return new Fault(FaultCode.OutOfRange, "precedence", "The precedence is Local or Remote.");
        if (conflicts.On(number) is not { } conflict)
            return new Fault(FaultCode.NotFound, "number", $"{number} is tied to nothing else: there is nothing to decide.");
        if (precedence == Precedence.Local && conflict.Kind is ConflictKind.ConnectorOverlap or ConflictKind.Reserved)
            return new Fault(FaultCode.Contradiction, "precedence", $"The site has no local number {number} that could win.");
        return null;
    }
}
