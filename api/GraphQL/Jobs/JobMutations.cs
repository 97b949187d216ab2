using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL.Jobs;

/// <summary>The fields of Mutation that are about jobs.</summary>
internal sealed class JobMutations
{
    [Needs(Role.Operator), Description("Has a job end at its next step, whichever node works on it; one that waits ends at once. What an import or a deletion has done until then stays, its progress counts it, and the same list imported again goes on behind it. A restore has either changed nothing, or is done as a whole all the same.")]
    public static async Task<CancelJobPayload> CancelJob([FromServices] IJobs jobs, [Description("The job.")] CancelJobInput input) =>
        new(GlobalId.Job(input.Id) is { } id ? await jobs.Cancel(id) : Refusal.NotFound<Job>("id", "job"));
}

[Description("A job to cancel.")]
internal sealed class CancelJobInput
{
    [Id, Description("The job.")]
    public required string Id { get; init; }
}

[Description("What cancelJob came to.")]
internal sealed class CancelJobPayload(Outcome<Job> outcome) : Payload<CancelJobPayload>(outcome.Faults, outcome.Warnings, FieldNames.Same)
{
    [Description("The job as it stands now; null when it was refused.")]
    public JobNode? Job => outcome.Value is { } job ? new JobNode(job) : null;
}
