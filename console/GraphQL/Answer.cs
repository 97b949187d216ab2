using System.Text.Json.Serialization;

namespace SystemConnector.WebConsole.GraphQL;

/// <summary>What an operation came to: data, or a sentence that says why there is none.</summary>
/// <param name="Data">The data; null when there is none.</param>
/// <param name="Problem">What went wrong, for people; null when nothing did.</param>
public sealed record Answer<TData>(TData? Data, string? Problem) where TData : class;

/// <summary>An expected refusal in a payload, asked for as "errors { __typename ... on Error { field message } }".</summary>
/// <param name="Type">Its type, such as "TakenError".</param>
/// <param name="Field">The input field at fault, such as "input.extensionRanges.0.min"; null when it is none.</param>
/// <param name="Message">What is wrong, for people.</param>
public sealed record Refusal([property: JsonPropertyName("__typename")] string Type, string? Field, string Message);

/// <summary>Something in a payload that may be wanted and may not.</summary>
/// <param name="Message">What it is, for people.</param>
public sealed record Warning(string Message);

/// <summary>A page of a list.</summary>
/// <param name="Nodes">Its items.</param>
/// <param name="PageInfo">Where it stands.</param>
/// <param name="TotalCount">How many items the whole list has; 0 when it was not asked for.</param>
public sealed record Page<TItem>(IReadOnlyList<TItem> Nodes, PageInfo PageInfo, int TotalCount = 0);

/// <summary>Where a page stands in its list.</summary>
/// <param name="EndCursor">The place of its last item.</param>
/// <param name="HasNextPage">Whether there are more.</param>
public sealed record PageInfo(string? EndCursor, bool HasNextPage);
