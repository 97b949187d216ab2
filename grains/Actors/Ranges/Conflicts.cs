using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Ranges;

/// <summary>
/// Computes what numbers of a range are also tied to, who wins them and why. Costs what exists in the range: its
/// numbers are never gone through one by one.
/// </summary>
internal static class Conflicts
{
    /// <summary>The conflicts as they are at a time, in the order of their keys.</summary>
    public static ImmutableArray<Conflict> Of(RangeFacts range, DateTimeOffset at)
    {
        var conflicts = new List<Conflict>();
        var decisions = range.Decisions.ToDictionary(static d => d.Number);
        var now = range.Decisions.Select(d => d.At(at)).OfType<DecisionRoute>().Where(static d => d.Precedence is not null).ToDictionary(static d => d.Number);
        var taken = new HashSet<Number>();
        foreach (var local in range.Locals)
        {
            if (range.Numbers.Contains(local.Number))
            {
                taken.Add(local.Number);
                conflicts.Add(Timed(range, WithLocal(range, local, now.GetValueOrDefault(local.Number)), decisions.GetValueOrDefault(local.Number), at));
            }
            else if (PrefixShadow.Of(local.Number, range.Numbers) is { } shadowed)
                conflicts.Add(WithShadow(range, local, shadowed));
        }
        foreach (var number in ReservedNumbers.Emergency)
            if (range.Numbers.Contains(number) && taken.Add(number)) conflicts.Add(WithReserved(range, number, now.ContainsKey(number)));
        Number[] remote = [.. now.Values.Where(static d => d.Precedence == Precedence.Remote).Select(static d => d.Number).Order()];
        foreach (var other in range.Others)
        {
            var span = Overlap(range.Numbers, other.Order.Numbers);
            conflicts.Add(WithConnector(range, other, span));
            foreach (var number in SortedNumbers.Between(remote, span.Min, span.Max))
                if (taken.Add(number)) conflicts.Add(Timed(range, WithDecidedConnector(range, other, now[number]), decisions[number], at));
        }
        foreach (var declared in range.LocalRanges)
            if (declared.Overlaps(range.Numbers)) conflicts.Add(WithLocalRange(range, declared, Overlap(range.Numbers, declared)));
        if (range.PrependDigits.AsSpan().IndexOfAny('*', '#') == 0) conflicts.Add(WithFeatureCode(range));
        conflicts.Sort(ConflictOrder.Compare);
        return [.. conflicts];
    }

    /// <summary>When a decision in the range begins or ends by itself, the next time; null when none does.</summary>
    public static DateTimeOffset? NextChange(RangeFacts range, DateTimeOffset after) => range.Decisions.Min(d => d.NextChange(after));

    private static Conflict WithLocal(RangeFacts range, LocalFact local, DecisionRoute? decision)
    {
        var text = LocalNumberText.Of(local.Kind, local.Number, local.Owner);
        var (winner, decided, why, remedy) = decision switch
        {
            null => (Precedence.Local, false,
                "Local numbers come before connectors unless it is decided otherwise.",
                $"Decide for Remote, and {local.Number} goes to \"{range.ConnectorName}\"."),
            { Precedence: Precedence.Local } => (Precedence.Local, true,
                $"It was decided that {local.Number} stays local{UtcText.Until(decision.Until)}.",
                $"Decide for Remote, and {local.Number} goes to \"{range.ConnectorName}\"."),
            { } remote when remote.Connector == range.Connector => (Precedence.Remote, true,
                $"It was decided that {local.Number} goes to \"{range.ConnectorName}\"{UtcText.Until(remote.Until)}.",
                $"Decide for Local or take the decision back, and {local.Number} reaches the local number."),
            { } remote => (Precedence.Remote, true,
                $"It was decided that {local.Number} goes to {Name(range, remote)}{UtcText.Until(remote.Until)}.",
                $"Decide here for Remote, and {local.Number} goes to \"{range.ConnectorName}\"; for Local, and it reaches the local number."),
        };
        return new Conflict(range.Id, One(local.Number), KindOf(local.Kind), text, winner, decided, why, remedy);
    }

    private static Conflict WithShadow(RangeFacts range, LocalFact local, NumberRange shadowed) => new(
        range.Id, shadowed, ConflictKind.PrefixShadow,
        $"{LocalNumberText.Of(local.Kind, local.Number, local.Owner)} is how {shadowed} begin",
        Precedence.Remote, false,
        "A number counts as it was dialled, whole. Only a phone that dials digit by digit stops at the shorter one.",
        $"Let phones send numbers whole, or give {local.Number} or the range another length or another first digit.");

    private static Conflict WithReserved(RangeFacts range, Number number, bool decided) => new(
        range.Id, One(number), ConflictKind.Reserved,
        $"Emergency number {number}",
        Precedence.Remote, decided,
        $"The site has no local number {number}, so the range of \"{range.ConnectorName}\" gets it.",
        $"Make {number} a local number that reaches the emergency service, or leave it out of the range.");

    private static Conflict WithLocalRange(RangeFacts range, NumberRange declared, NumberRange span) => new(
        range.Id, span, ConflictKind.LocalRange,
        $"The site declares {declared} its own, {span} with it",
        Precedence.Remote, false,
        $"A local number of {span} comes first; one that the site does not have goes to \"{range.ConnectorName}\", although it is declared local.",
        "Change the range or the site's local ranges, so that they have no number in common.");

    private static Conflict WithFeatureCode(RangeFacts range) => new(
        range.Id, range.Numbers, ConflictKind.Reserved,
        $"{range.Numbers} are sent with {range.PrependDigits} before them, as feature codes are",
        Precedence.Remote, false,
        $"Numbers that begin with {range.PrependDigits[0]} switch features on most systems, so the far side may not take them for numbers.",
        "Prepend digits only, unless the far side expects it so.");

    private static Conflict WithConnector(RangeFacts range, OtherRange other, NumberRange span)
    {
        if (!range.Enabled || !other.Enabled) return WithDisabled(range, other, span);
        var first = range.Order.CompareTo(other.Order) < 0;
        var (winner, loser) = first ? (range.Order, other.Order) : (other.Order, range.Order);
        return new Conflict(
            range.Id, span, ConflictKind.ConnectorOverlap,
            $"Connector \"{other.Order.Name}\" has {span} as well",
            Precedence.Remote, false,
            $"\"{winner.Name}\" is tried first, while its trunk is usable: {winner.WhyBefore(loser)}.",
            $"Give \"{loser.Name}\" a priority below {winner.Priority}, change one of the ranges, or decide single numbers.");
    }

    private static Conflict WithDisabled(RangeFacts range, OtherRange other, NumberRange span)
    {
        var off = range.Enabled ? other.Order.Name : range.ConnectorName;
        return new Conflict(
            range.Id, span, ConflictKind.ConnectorOverlap,
            $"Connector \"{other.Order.Name}\" has {span} as well",
            Precedence.Remote, false,
            range.Enabled == other.Enabled ? "Neither gets them: both connectors are disabled."
                : $"\"{(range.Enabled ? range.ConnectorName : other.Order.Name)}\" gets them, since \"{off}\" is disabled.",
            $"Enable \"{off}\", and the one that comes first by priority, width and name is tried first; or change one of the ranges.");
    }

    private static Conflict WithDecidedConnector(RangeFacts range, OtherRange other, DecisionRoute decision) => new(
        range.Id, One(decision.Number), ConflictKind.ConnectorOverlap,
        $"Connector \"{other.Order.Name}\" has {decision.Number} as well",
        Precedence.Remote, true,
        $"It was decided that {decision.Number} goes to {Name(range, decision)}{UtcText.Until(decision.Until)}.",
        "Take the decision back, and the connector that is tried first gets it.");

    /// <summary>The conflict with what a decision changes by itself, that begins or ends at a time.</summary>
    private static Conflict Timed(RangeFacts range, Conflict conflict, DecisionRoute? layers, DateTimeOffset at)
    {
        if (layers?.NextChange(at) is not { } time) return conflict;
        var next = layers.At(time);
        var isLocal = conflict.Kind != ConflictKind.ConnectorOverlap;
        var (winner, goes) = next?.Precedence switch
        {
            Precedence.Remote => (Precedence.Remote, $"goes to {Name(range, next)}"),
            _ when isLocal => (Precedence.Local, "is local"),
            _ => (Precedence.Remote, "goes to the connector that is tried first"),
        };
        return conflict with
        {
            Why = $"{conflict.Why} From {UtcText.Of(time)} it {goes}.",
            ChangesAt = time,
            NextWinner = winner,
        };
    }

    private static string Name(RangeFacts range, DecisionRoute decision)
    {
        if (decision.Connector == range.Connector) return $"\"{range.ConnectorName}\"";
        foreach (var other in range.Others)
            if (other.Connector == decision.Connector) return $"\"{other.Order.Name}\"";
        return "another connector";
    }

    private static NumberRange Overlap(NumberRange a, NumberRange b) =>
        new(a.Min > b.Min ? a.Min : b.Min, a.Max < b.Max ? a.Max : b.Max);

    private static NumberRange One(Number number) => new(number, number);

    private static ConflictKind KindOf(LocalNumberKind kind) => kind switch
    {
        LocalNumberKind.Extension => ConflictKind.Extension,
        LocalNumberKind.CallFlow => ConflictKind.CallFlow,
        LocalNumberKind.ParkingLot => ConflictKind.ParkingLot,
        LocalNumberKind.SpeedDial => ConflictKind.SpeedDial,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
