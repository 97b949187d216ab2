using System.ComponentModel;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Numbers;

internal abstract class LocalNumbersPayload<TSelf>(Outcome<LocalNumbersChanged> outcome)
    : Payload<TSelf>(outcome.Faults, outcome.Warnings, new FieldNames { Itself = "siteId" })
{
    protected IEnumerable<LocalNumberNode>? Changed => outcome.Value?.Numbers.Select(local => new LocalNumberNode(local));
}

[Description("What putLocalNumbers came to.")]
internal sealed class PutLocalNumbersPayload(Outcome<LocalNumbersChanged> outcome) : LocalNumbersPayload<PutLocalNumbersPayload>(outcome)
{
    [Description("The numbers as they stand now; null when the change was refused.")]
    public IEnumerable<LocalNumberNode>? LocalNumbers => Changed;
}

[Description("What deleteLocalNumbers came to.")]
internal sealed class DeleteLocalNumbersPayload(Outcome<LocalNumbersChanged> outcome) : LocalNumbersPayload<DeleteLocalNumbersPayload>(outcome)
{
    [Description("The numbers as they were; null when the change was refused.")]
    public IEnumerable<LocalNumberNode>? LocalNumbers => Changed;
}
