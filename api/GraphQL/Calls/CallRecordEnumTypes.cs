using GraphQL.Types;
using SystemConnector.Contracts.Calls;

namespace SystemConnector.Api.GraphQL.Calls;

internal sealed class CallOutcomeType : EnumerationGraphType
{
    public CallOutcomeType()
    {
        Name = "CallOutcome";
        Description = "What a call came to.";
        Add("ANSWERED", CallOutcome.Answered, "It was answered.");
        Add("FAILED", CallOutcome.Failed, "It was refused or failed; its cause says why.");
        Add("CANCELLED", CallOutcome.Cancelled, "Its caller hung up before there was an answer.");
    }
}

internal sealed class CallEndType : EnumerationGraphType
{
    public CallEndType()
    {
        Name = "CallEnd";
        Description = "How an answered call ended.";
        Add("CALLER", CallEnd.Caller, "The caller hung up.");
        Add("CALLED", CallEnd.Called, "The called side hung up.");
        Add("NOT_SEEN", CallEnd.NotSeen, "Nobody was seen hanging up, and its session is over.");
    }
}

/// <summary>In which form records are exported.</summary>
internal enum CallExportFormat
{
    Csv,
    Json,
}

internal sealed class CallExportFormatType : EnumerationGraphType
{
    public CallExportFormatType()
    {
        Name = "CallExportFormat";
        Description = "In which form records are exported.";
        Add("CSV", CallExportFormat.Csv, "Comma-separated values (RFC 4180); the first line has the names of the columns.");
        Add("JSON", CallExportFormat.Json, "An object in each line.");
    }
}
