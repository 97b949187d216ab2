using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Jobs;

namespace SystemConnector.WebConsole.Numbers;

/// <summary>What becomes of numbers that an import does not name.</summary>
public enum ImportMode
{
    /// <summary>They stay.</summary>
    Merge,

    /// <summary>They are deleted.</summary>
    Replace,
}

/// <summary>How a list is written.</summary>
public enum ListFormat
{
    /// <summary>Lines with a head.</summary>
    Csv,

    /// <summary>An array of objects.</summary>
    Json,
}

/// <summary>What the pages about numbers ask the API.</summary>
internal static class NumberOperations
{
    public static readonly Operation<Listed> List = new("""
        query ($site: ID!, $after: String, $filter: LocalNumberFilterInput, $orderBy: LocalNumberOrderInput) {
          site(id: $site) {
            id name
            localNumbers(first: 50, after: $after, filter: $filter, orderBy: $orderBy) {
              totalCount
              pageInfo { endCursor hasNextPage }
              nodes { number kind owner speedDialTo target hasSecret }
            }
          }
        }
        """);

    public static readonly Operation<Changed> Put = new("""
        mutation ($input: PutLocalNumbersInput!) { change: putLocalNumbers(input: $input) { errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Changed> Delete = new("""
        mutation ($input: DeleteLocalNumbersInput!) { change: deleteLocalNumbers(input: $input) { errors { __typename ... on Error { field message } } warnings { message } } }
        """);

    public static readonly Operation<Imported> DeleteMatching = new("""
        mutation ($input: DeleteMatchingLocalNumbersInput!) {
          change: deleteMatchingLocalNumbers(input: $input) {
            job { id }
            report { counts { total created changed unchanged deleted done } faultCount faults { pageInfo { endCursor hasNextPage } nodes { line column message } } notices }
            errors { __typename ... on Error { field message } }
          }
        }
        """);

    public static readonly Operation<Imported> Import = new("""
        mutation ($input: ImportLocalNumbersInput!, $after: String) {
          change: importLocalNumbers(input: $input) {
            job { id }
            report { counts { total created changed unchanged deleted done } faultCount faults(first: 50, after: $after) { pageInfo { endCursor hasNextPage } nodes { line column message } } notices }
            errors { __typename ... on Error { field message } }
          }
        }
        """);

    public static readonly Operation<Exported> Export = new("""
        query ($site: ID!, $format: ListFormat!, $after: String) { export(list: LOCAL_NUMBERS, siteId: $site, format: $format, after: $after) { text next } }
        """);

    internal sealed record Listed(Site? Site);

    internal sealed record Site(string Id, string Name, Page<LocalNumber> LocalNumbers);

    internal sealed record Changed(Payload Change);

    internal sealed record Payload(IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);

    internal sealed record Imported(ImportPayload Change);

    internal sealed record ImportPayload(JobKey? Job, ImportReport? Report, IReadOnlyList<Refusal> Errors);

    internal sealed record JobKey(string Id);

    internal sealed record Exported(Part? Export);

    internal sealed record Part(string Text, string? Next);
}
