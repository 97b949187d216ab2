using System.Globalization;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Conflicts;

/// <summary>Decides who wins numbers.</summary>
internal static class ConflictDecisions
{
    /// <summary>Decides single numbers, one after the other; null takes decisions back. Gives what was refused and what is to be known of the rest.</summary>
    public static async Task<(int Decided, IReadOnlyList<string> Refusals, IReadOnlyList<string> Warnings)> Decide(
        GraphQLClient client, string range, IEnumerable<string> numbers, Precedence? winner)
    {
        var (decided, refusals, warnings) = (0, new List<string>(), new List<string>());
        foreach (var number in numbers)
        {
            var answer = await client.Run(ConflictOperations.Decide, new { input = new { extensionRangeId = range, number, precedence = winner } });
            if (answer.Data?.Change is not { } change) refusals.Add(answer.Problem ?? $"{number} was not decided.");
            else if (change.Errors.Count > 0) refusals.AddRange(change.Errors.Select(static error => error.Message));
            else decided++;
            warnings.AddRange(answer.Data?.Change.Warnings.Select(static warning => warning.Message) ?? []);
            // What refuses one for the whole refuses the others too.
            if (answer.Data is null) break;
        }
        return (decided, [.. refusals.Distinct()], [.. warnings.Distinct()]);
    }

    /// <summary>Decides all conflicts that a filter takes, at once: a migration, so that it can be undone as one. Gives what went wrong; null when nothing did.</summary>
    public static async Task<string?> DecideAll(GraphQLClient client, TimeProvider time, string connector, ConflictFilter filter, Precedence? winner)
    {
        var side = winner?.ToString().ToUpperInvariant() ?? "DEFAULT";
        var name = string.Create(CultureInfo.InvariantCulture, $"Conflicts to {winner?.ToString() ?? "default"}, {time.GetUtcNow():yyyy-MM-dd HH:mm:ss}");
        var plan = await client.Run(ConflictOperations.MakePlan, new { input = new { connectorId = connector, name, entries = new[] { new { filter = filter.DecidableInput, winner = side } } } });
        if (plan.Data?.Change.Migration is not { } migration) return Problem(plan.Problem, plan.Data?.Change.Errors);
        var applied = await client.Run(ConflictOperations.Apply, new { input = new { id = migration.Id } });
        return applied.Data is { Change.Errors.Count: 0 } ? null : Problem(applied.Problem, applied.Data?.Change.Errors);
    }

    private static string Problem(string? problem, IReadOnlyList<Refusal>? errors) => problem ?? string.Join(" ", (errors ?? []).Select(static error => error.Message).Distinct());
}
