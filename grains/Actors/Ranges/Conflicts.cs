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
    public static ImmutableArray<Conflict> Of(RangeFacts range)
    {
        var conflicts = new List<Conflict>();
        var decisions = range.Decisions.ToDictionary(static d => d.Number);
        var taken = new HashSet<Number>();
        foreach (var local in range.Locals)
        {
            if (range.Numbers.Contains(local.Number))
            {
                taken.Add(local.Number);
                conflicts.Add(WithLocal(range, local, decisions.TryGetValue(local.Number, out var decision) ? decision : null));
            }
            else if (PrefixShadow.Of(local.Number, range.Numbers) is { } shadowed)
                conflicts.Add(WithShadow(range, local, shadowed));
        }
        foreach (var number in ReservedNumbers.Emergency)
            if (range.Numbers.Contains(number) && taken.Add(number)) conflicts.Add(WithReserved(range, number, decisions.ContainsKey(number)));
        foreach (var other in range.Others)
        {
            var span = Overlap(range.Numbers, other.Order.Numbers);
            conflicts.Add(WithConnector(range, other, span));
            foreach (var decision in range.Decisions)
                if (decision.Precedence == Precedence.Remote && span.Contains(decision.Number) && taken.Add(decision.Number))
                    conflicts.Add(WithDecidedConnector(range, other, decision));
        }
        conflicts.Sort(InOrder);
        return [.. conflicts];
    }

    private static Conflict WithLocal(RangeFacts range, LocalFact local, DecisionRoute? decision)
    {
        var text = LocalNumberText.Of(local.Kind, local.Number, local.Owner);
        var (winner, decided, why, remedy) = decision switch
        {
            null => (Precedence.Local, false,
                "Local numbers come before connectors unless it is decided otherwise.",
                $"Decide for Remote, and {local.Number} goes to \"{range.ConnectorName}\"."),
            { Precedence: Precedence.Local } => (Precedence.Local, true,
                $"It was decided that {local.Number} stays local.",
                $"Decide for Remote, and {local.Number} goes to \"{range.ConnectorName}\"."),
            { } remote when remote.Connector == range.Connector => (Precedence.Remote, true,
                $"It was decided that {local.Number} goes to \"{range.ConnectorName}\".",
                $"Decide for Local or take the decision back, and {local.Number} reaches the local number."),
            { } remote => (Precedence.Remote, true,
                $"It was decided that {local.Number} goes to {Name(range, remote)}.",
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

    private static Conflict WithConnector(RangeFacts range, OtherRange other, NumberRange span)
    {
        var first = range.Order.CompareTo(other.Order) < 0;
        var (winner, loser) = first ? (range.Order, other.Order) : (other.Order, range.Order);
        return new Conflict(
            range.Id, span, ConflictKind.ConnectorOverlap,
            $"Connector \"{other.Order.Name}\" has {span} as well",
            Precedence.Remote, false,
            $"\"{winner.Name}\" is tried first, while its trunk is usable: {Reason(winner, loser)}.",
            $"Give \"{loser.Name}\" a priority below {winner.Priority}, change one of the ranges, or decide single numbers.");
    }

    private static Conflict WithDecidedConnector(RangeFacts range, OtherRange other, DecisionRoute decision) => new(
        range.Id, One(decision.Number), ConflictKind.ConnectorOverlap,
        $"Connector \"{other.Order.Name}\" has {decision.Number} as well",
        Precedence.Remote, true,
        $"It was decided that {decision.Number} goes to {Name(range, decision)}.",
        "Take the decision back, and the connector that is tried first gets it.");

    private static string Reason(CandidateOrder winner, CandidateOrder loser) =>
        winner.Priority != loser.Priority ? $"its priority {winner.Priority} comes before {loser.Priority}"
        : winner.Numbers.Count != loser.Numbers.Count ? "its range is the narrower one"
        : "priority and width are the same, and its name comes first";

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

    private static int InOrder(Conflict left, Conflict right)
    {
        var byNumber = left.Numbers.Min.CompareTo(right.Numbers.Min);
        if (byNumber != 0) return byNumber;
        var byKind = left.Kind.CompareTo(right.Kind);
        return byKind != 0 ? byKind : string.CompareOrdinal(left.Text, right.Text);
    }
}
