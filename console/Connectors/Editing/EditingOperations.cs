using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What the page of one connector asks the API.</summary>
internal static class EditingOperations
{
    private const string Fields = """
        fragment Whole on Connector {
          id version enabled name connectionType ipAddress username registerString register natTransformation transport priority callerIdentity
          trustIdentity allowTransit md5Only noAnswerTimeoutSeconds sessionExpiresSeconds conflictCount previousPasswordUntil
          tls { verify fingerprint }
          limits { channels callsPerSecond pendingTransactions contacts }
          site { id name }
          extensionRanges { id min max stripDigits prependDigits conflictCount }
          trunk { state usable cause since channelsInUse }
          authenticationFailure { text time }
        }
        """;

    private const string Refused = "errors { __typename ... on Error { field message } } warnings { field message }";

    public static readonly Operation<Found> Connector = new("query ($id: ID!) { connector(id: $id) { ...Whole } } " + Fields);

    public static readonly Operation<Sites> FindSites = new("query ($name: String) { sites(first: 200, filter: { nameContains: $name }, orderBy: { field: NAME }) { totalCount nodes { id name isDefault } } }");

    public static readonly Operation<Changes> LastChange = new("query ($id: String!) { auditLog(entityId: $id, first: 1) { nodes { actor action time } } }");

    public static readonly Operation<Previewed> Preview = new("""
        query ($input: PreviewConnectorInput!) {
          change: previewConnector(input: $input) {
            preview {
              summary rerouted
              conflictCounts { kind appearing vanishing }
              handovers(first: 12) { totalCount pageInfo { endCursor hasNextPage } nodes { numbers { min max } before { text } after { text } } }
            }
        """ + Refused + " } }");

    public static readonly Operation<Changed> Create = new("mutation ($input: CreateConnectorInput!) { change: createConnector(input: $input) { connector { ...Whole } " + Refused + " } } " + Fields);

    public static readonly Operation<Changed> Update = new("mutation ($input: UpdateConnectorInput!) { change: updateConnector(input: $input) { connector { ...Whole } " + Refused + " } } " + Fields);

    public static readonly Operation<Changed> Delete = new("mutation ($input: DeleteConnectorInput!) { change: deleteConnector(input: $input) { connector { ...Whole } " + Refused + " } } " + Fields);

    public static readonly Operation<Changed> Enable = new("mutation ($input: EnableConnectorInput!) { change: enableConnector(input: $input) { connector { ...Whole } " + Refused + " } } " + Fields);

    public static readonly Operation<Changed> Disable = new("mutation ($input: DisableConnectorInput!) { change: disableConnector(input: $input) { connector { ...Whole } " + Refused + " } } " + Fields);

    internal sealed record Found(SavedConnector? Connector);

    internal sealed record Sites([property: System.Text.Json.Serialization.JsonPropertyName("sites")] SitePage Page);

    internal sealed record SitePage(IReadOnlyList<SiteChoice> Nodes, int TotalCount);

    internal sealed record SiteChoice(string Id, string Name, bool IsDefault);

    internal sealed record Changes(ChangePage AuditLog);

    internal sealed record ChangePage(IReadOnlyList<Entry> Nodes);

    internal sealed record Entry(string Actor, string Action, DateTimeOffset Time);

    internal sealed record Previewed(PreviewPayload Change);

    internal sealed record PreviewPayload(Preview? Preview, IReadOnlyList<Refusal> Errors, IReadOnlyList<FieldWarning> Warnings);

    internal sealed record Changed(ChangedPayload Change);

    internal sealed record ChangedPayload(SavedConnector? Connector, IReadOnlyList<Refusal> Errors, IReadOnlyList<FieldWarning> Warnings);
}
