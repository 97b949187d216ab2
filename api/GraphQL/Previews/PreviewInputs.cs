using System.ComponentModel;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Previews;

[Description("A change of a connector that is not saved: exactly one of the fields.")]
internal sealed class PreviewConnectorInput
{
    [Description("The connector is created.")]
    public CreateConnectorInput? Create { get; init; }

    [Description("The connector is changed.")]
    public UpdateConnectorInput? Update { get; init; }

    [Description("The connector is deleted.")]
    public DeleteConnectorInput? Delete { get; init; }

    [Description("The connector is enabled.")]
    public EnableConnectorInput? Enable { get; init; }

    [Description("The connector is disabled.")]
    public DisableConnectorInput? Disable { get; init; }
}

[Description("Changes of local numbers and decisions that are not saved, in this order.")]
internal sealed class PreviewNumbersInput
{
    [Id, Description("The site.")]
    public required string SiteId { get; init; }

    [Description("Local numbers to create or replace, 10,000 at most.")]
    public IReadOnlyList<LocalNumberInput>? Put { get; init; }

    [Description("Local numbers to delete, with what was decided for them; 10,000 at most.")]
    public IReadOnlyList<string>? Delete { get; init; }

    [Description("Numbers to decide, 10,000 at most.")]
    public IReadOnlyList<PreviewDecisionInput>? Decide { get; init; }
}

[Description("A decision that is not saved.")]
internal sealed class PreviewDecisionInput
{
    [Id, Description("The extension range that holds the number.")]
    public required string ExtensionRangeId { get; init; }

    [Description("The number.")]
    public required string Number { get; init; }

    [Description("Who is to win it; left out to take a decision back.")]
    public Precedence? Precedence { get; init; }
}

[Description("A change that is not saved: exactly one of the fields.")]
internal sealed class RouteDraftInput
{
    [Description("A change of a connector.")]
    public PreviewConnectorInput? Connector { get; init; }

    [Description("Changes of local numbers and decisions.")]
    public PreviewNumbersInput? Numbers { get; init; }
}
