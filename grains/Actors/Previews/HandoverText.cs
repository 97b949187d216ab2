using System.Collections.Immutable;
using System.Globalization;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Previews;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Sites;

namespace SystemConnector.Grains.Previews;

/// <summary>Says in words who gets numbers, why, and what a change moves.</summary>
/// <param name="drafted">The connector that does not exist yet; null for none.</param>
internal sealed class HandoverText(ConnectorId? drafted)
{
    /// <summary>Of many ways in which numbers move, so many are named in the sentence.</summary>
    private const int MovesNamed = 3;

    public NumberHandover Of(in Handover handover) =>
        new(handover.Numbers, Of(handover.Before), Of(handover.After));

    /// <summary>The id of a connector that exists.</summary>
    public ConnectorId? IdOf(ConnectorRoute connector) => connector.Id == drafted ? null : connector.Id;

    /// <summary>Who loses how many numbers to whom, the most first.</summary>
    public static ImmutableArray<NumberMove> Moves(IEnumerable<Handover> handovers) =>
    [
        .. handovers
            .GroupBy(static handover => (From: Hands(handover.Before), To: Hands(handover.After)))
            .Select(static same => new NumberMove(same.Sum(static handover => handover.Count), same.Key.From, same.Key.To))
            .OrderByDescending(static move => move.Count).ThenBy(static move => move.From, StringComparer.Ordinal).ThenBy(static move => move.To, StringComparer.Ordinal),
    ];

    /// <summary>"Reroutes 37 of 900 numbers: 30 from extensions to connector "B", 7 from nobody to connector "B"."</summary>
    public static string Sentence(long concerned, ImmutableArray<NumberMove> moves)
    {
        var numbers = concerned == 1 ? "number" : "numbers";
        if (moves.IsEmpty) return $"Reroutes none of {Count(concerned)} {numbers}.";
        var parts = moves.Take(MovesNamed).Select(static move => $"{Count(move.Count)} from {move.From} to {move.To}").ToList();
        if (moves.Length > MovesNamed) parts.Add($"{Count(moves.Skip(MovesNamed).Sum(static move => move.Count))} in other ways");
        return $"Reroutes {Count(moves.Sum(static move => move.Count))} of {Count(concerned)} {numbers}: {string.Join(", ", parts)}.";
    }

    private NumberWinner Of(in Winner winner)
    {
        var (text, why) = winner.Kind switch
        {
            WinnerKind.Local => (Text(winner.Local!), winner.IsDecided
                ? $"It was decided that {winner.Local!.Number} stays local."
                : "Local numbers come before connectors unless it is decided otherwise."),
            WinnerKind.Connector => (Hands(winner) is var hands ? char.ToUpperInvariant(hands[0]) + hands[1..] : "", WhyConnector(winner)),
            _ => ("Nobody", WhyNobody(winner)),
        };
        if (winner.SpeedDial is { } speedDial) text = $"{Text(speedDial)}, which stands for {winner.Reached}: {text}";
        var connector = winner.Range?.Connector;
        return new NumberWinner(
            winner.Kind, text, why, winner.Local?.Kind, connector is null ? null : IdOf(connector), connector?.Name, winner.SpeedDial is null ? null : winner.Reached);
    }

    private static string WhyConnector(in Winner winner) =>
        winner.IsDecided ? $"It was decided that it goes to \"{winner.Range!.Connector.Name}\"."
        : winner.RunnerUp is { } second ? $"\"{winner.Range!.Connector.Name}\" is tried before \"{second.Connector.Name}\": {CandidateOrder.Of(winner.Range).WhyBefore(CandidateOrder.Of(second))}."
        : $"No local number and no other connector has it, and \"{winner.Range!.Connector.Name}\" has {winner.Range.Numbers}.";

    private static string WhyNobody(in Winner winner) => winner.RunnerUp is { } disabled
        ? $"\"{disabled.Connector.Name}\" has it, but is disabled."
        : "No local number and no connector has it.";

    private static string Hands(Winner winner) => winner.Kind switch
    {
        WinnerKind.Local => winner.Local!.Kind switch
        {
            LocalNumberKind.Extension => "extensions",
            LocalNumberKind.CallFlow => "call flows",
            LocalNumberKind.ParkingLot => "parking lots",
            _ => "speed dials",
        },
        WinnerKind.Connector => $"connector \"{winner.Range!.Connector.Name}\"",
        _ => "nobody",
    };

    private static string Text(LocalRoute local) => LocalNumberText.Of(local.Kind, local.Number, local.Owner);

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
