using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Conflicts;

/// <summary>What the list of a connector's conflicts asks the API.</summary>
internal static class ConflictOperations
{
    private const string Refused = "errors { __typename ... on Error { field message } } warnings { message }";

    public static readonly Operation<Counted> Count = new("""
        query ($id: ID!, $filter: ConflictFilterInput, $decidable: ConflictFilterInput) {
          connector(id: $id) { extensionRanges { id conflicts(first: 1, filter: $filter) { totalCount } decidable: conflicts(first: 1, filter: $decidable) { totalCount } } }
        }
        """);

    public static readonly Operation<Listed> List = new("""
        query ($range: ID!, $filter: ConflictFilterInput, $after: String) {
          node(id: $range) {
            ... on ExtensionRange {
              conflicts(first: 50, after: $after, filter: $filter) {
                pageInfo { endCursor hasNextPage }
                nodes { numbers { min max } kind text winner decided why remedy }
              }
            }
          }
        }
        """);

    public static readonly Operation<Decided> Decide = new("mutation ($input: DecidePrecedenceInput!) { change: decidePrecedence(input: $input) { " + Refused + " } }");

    public static readonly Operation<Planned> MakePlan = new("mutation ($input: CreateMigrationInput!) { change: createMigration(input: $input) { migration { id } " + Refused + " } }");

    public static readonly Operation<Decided> Apply = new("mutation ($input: ApplyMigrationInput!) { change: applyMigration(input: $input) { " + Refused + " } }");

    internal sealed record Counted(OfConnector? Connector);

    internal sealed record OfConnector(IReadOnlyList<CountedRange> ExtensionRanges);

    internal sealed record CountedRange(string Id, Total Conflicts, Total Decidable);

    internal sealed record Total(int TotalCount);

    internal sealed record Listed(OfRange? Node);

    internal sealed record OfRange(Page<Conflict> Conflicts);

    internal sealed record Decided(Payload Change);

    internal sealed record Payload(IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);

    internal sealed record Planned(PlanPayload Change);

    internal sealed record PlanPayload(Plan? Migration, IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);

    internal sealed record Plan(string Id);
}
