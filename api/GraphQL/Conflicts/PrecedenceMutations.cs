using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>The fields of Mutation that decide who wins a number.</summary>
internal sealed class PrecedenceMutations
{
    [Needs(Role.Operator), Description("Decides who wins a number of an extension range, or takes the decision back.")]
    public static async Task<DecidePrecedencePayload> DecidePrecedence(
        [FromServices] IGrainFactory grains, [Description("The decision.")] DecidePrecedenceInput input) =>
        new(GlobalId.Range(input.ExtensionRangeId) is { } range
            ? await grains.GetGrain<IExtensionRangeGrain>(range.Value).Decide(input.Number, input.Precedence)
            : Refusal.NotFound<Conflict>("extensionRangeId", "extension range"));
}

[Description("Who wins a number of an extension range.")]
internal sealed class DecidePrecedenceInput
{
    [Id, Description("The extension range.")]
    public required string ExtensionRangeId { get; init; }

    [Description("The number.")]
    public required string Number { get; init; }

    [Description("Who wins it; null or left out takes the decision back.")]
    public Precedence? Precedence { get; init; }
}

[Description("What decidePrecedence came to.")]
internal sealed class DecidePrecedencePayload(Outcome<Conflict> outcome)
    : Payload<DecidePrecedencePayload>(outcome.Faults, outcome.Warnings, new FieldNames { Itself = "extensionRangeId" })
{
    [Description("The conflict as it stands now; null when the decision was refused.")]
    public ConflictNode? Conflict => outcome.Value is { } conflict ? new ConflictNode(conflict) : null;
}
