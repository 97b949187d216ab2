using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Examinations;

/// <summary>The fields of Mutation that are about examinations: one sends messages and may make a call, so it is no query.</summary>
internal sealed class ExaminationMutations
{
    [Needs(Role.Operator), Description("Examines a connector on the node that drives it: DNS, transport, TLS, OPTIONS, REGISTER, a call to a test number and its audio, until something is wrong. Takes up to 25 seconds; the connector goes on working meanwhile.")]
    public static async Task<ExamineConnectorPayload> ExamineConnector(
        [FromServices] IGrainFactory grains, [Description("What is to be examined.")] ExamineConnectorInput input)
    {
        if (GlobalId.Connector(input.Id) is not { } id) return new(NotFound());
        var connector = grains.GetGrain<IConnectorGrain>(id.Value);
        // Read first: the connector is made active by it, which an examination does not do.
        return new(await connector.Get() is null ? NotFound() : await connector.Examine(input.TestNumber));
    }

    private static Outcome<Examination> NotFound() => Refusal.NotFound<Examination>("id", "connector");
}

[Description("A connector to examine.")]
internal sealed class ExamineConnectorInput
{
    [Id, Description("The connector.")]
    public required string Id { get; init; }

    [Description("A number to call, as the far side knows it: one that answers by itself, such as an echo test or an announcement. No call is made when it is left out.")]
    public string? TestNumber { get; init; }
}

[Description("What examineConnector came to.")]
internal sealed class ExamineConnectorPayload(Outcome<Examination> outcome)
    : Payload<ExamineConnectorPayload>(outcome.Faults, outcome.Warnings, FieldNames.OfId)
{
    [Description("What was found; null when there was no examination.")]
    public ExaminationNode? Examination => outcome.Value is { } examination ? new ExaminationNode(examination) : null;
}
