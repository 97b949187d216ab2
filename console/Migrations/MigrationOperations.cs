using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Migrations;

/// <summary>What the Migration Kit asks the API.</summary>
internal static class MigrationOperations
{
    public static readonly Operation<Listed> List = new("""
        query ($site: ID!, $connector: ID, $after: String) {
          site(id: $site) {
            migrations(first: 20, after: $after, connectorId: $connector) {
              totalCount
              pageInfo { endCursor hasNextPage }
              nodes {
                id name siteId connectorId connector { id name } state createdAt createdBy nextWave
                progress { numbers numbersDone waves wavesDone }
                waves { wave numbers state from until appliedAt appliedBy rerouted undoneAt undoneBy }
              }
            }
          }
        }
        """);

    public static readonly Operation<Found> Find = new("""
        query ($id: ID!) {
          migration(id: $id) {
            id name siteId connectorId connector { id name } state createdAt createdBy nextWave
            progress { numbers numbersDone waves wavesDone }
            waves { wave numbers state from until appliedAt appliedBy rerouted undoneAt undoneBy }
          }
        }
        """);

    /// <summary>What is left to apply, and what that would do.</summary>
    public static readonly Operation<PreviewedAgain> PreviewAgain = new("""
        query ($id: ID!, $after: String, $rerouted: Boolean) {
          migration(id: $id) {
            preview {
              summary stamp numberCount rerouted
              faults { line error { __typename field message } }
              warnings { message }
              numbers(first: 50, after: $after, rerouted: $rerouted) {
                totalCount
                pageInfo { endCursor hasNextPage }
                nodes { number wave winner rerouted before { text down } after { text down } }
              }
            }
          }
        }
        """);

    public static readonly Operation<Previewed> Preview = new("""
        query ($input: CreateMigrationInput!, $after: String, $rerouted: Boolean) {
          previewMigration(input: $input) {
            summary stamp numberCount rerouted
            faults { line error { __typename field message } }
            warnings { message }
            numbers(first: 50, after: $after, rerouted: $rerouted) {
              totalCount
              pageInfo { endCursor hasNextPage }
              nodes { number wave winner rerouted before { text down } after { text down } }
            }
          }
        }
        """);

    public static readonly Operation<NumbersOf> Numbers = new("""
        query ($id: ID!, $wave: Int, $after: String) {
          migration(id: $id) { numbers(first: 50, wave: $wave, after: $after) { totalCount pageInfo { endCursor hasNextPage } nodes { text: number wave winner } } }
        }
        """);

    public static readonly Operation<History> Decisions = new("""
        query ($site: ID!, $connector: ID, $number: String, $after: String) {
          site(id: $site) {
            decisionHistory(first: 20, after: $after, connectorId: $connector, number: $number) {
              totalCount
              pageInfo { endCursor hasNextPage }
              nodes { number numbers winner connector { id name } decidedAt decidedBy from until migrationId wave undoneAt undoneBy }
            }
          }
        }
        """);

    public static readonly Operation<Changed> Create = new("""
        mutation ($input: CreateMigrationInput!) { change: createMigration(input: $input) { migration { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Changed> Apply = new("""
        mutation ($input: ApplyMigrationInput!) { change: applyMigration(input: $input) { migration { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Changed> Undo = new("""
        mutation ($input: UndoMigrationInput!) { change: undoMigration(input: $input) { migration { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Changed> Cancel = new("""
        mutation ($input: CancelMigrationInput!) { change: cancelMigration(input: $input) { migration { id } errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    internal sealed record Listed(SiteOfList? Site);

    internal sealed record SiteOfList(Page<Migration> Migrations);

    internal sealed record Found(Migration? Migration);

    internal sealed record PreviewedAgain(WithPreview? Migration);

    internal sealed record WithPreview(MigrationPreview? Preview);

    internal sealed record Previewed(MigrationPreview? PreviewMigration);

    internal sealed record NumbersOf(WithNumbers? Migration);

    internal sealed record WithNumbers(Page<Number> Numbers);

    internal sealed record Number(string Text, int Wave, MigrationDecision Winner);

    internal sealed record History(SiteOfHistory? Site);

    internal sealed record SiteOfHistory(Page<Decision> DecisionHistory);

    internal sealed record Decision(
        string? Number, int Numbers, MigrationDecision? Winner, ConnectorName? Connector, DateTimeOffset DecidedAt, string DecidedBy, DateTimeOffset From, DateTimeOffset? Until,
        string? MigrationId, int? Wave, DateTimeOffset? UndoneAt, string? UndoneBy);

    internal sealed record Changed(Payload Change);

    internal sealed record Payload(Key? Migration, IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);

    internal sealed record Key(string Id);
}
