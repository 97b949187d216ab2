using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Connectors;

/// <summary>The fields of Mutation that are about connectors.</summary>
internal sealed class ConnectorMutations
{
    [Needs(Role.Admin), Description("Creates a connector and starts its trunk.")]
    public static async Task<CreateConnectorPayload> CreateConnector(
        [FromServices] IGrainFactory grains, [Description("The connector.")] CreateConnectorInput input) =>
        new(GlobalId.Site(input.SiteId) is { } site
            ? await Grain(grains, ConnectorId.New()).Create(site, input.ToSpec())
            : Refusal.NotFound<Connector>("siteId", "site"));

    [Needs(Role.Admin), Description("Changes a connector. What is left out stays as it is; the connector must not change meanwhile.")]
    public static async Task<UpdateConnectorPayload> UpdateConnector(
        [FromServices] IGrainFactory grains, [Description("The change.")] UpdateConnectorInput input)
    {
        if (GlobalId.Connector(input.Id) is not { } id || await Grain(grains, id).Get() is not { } current)
            return new(NotFound());
        // What was left out is taken from the version just read, so that version must still be the current one.
        return new(await Grain(grains, id).Update(input.Over(current), input.ExpectedVersion ?? current.Version));
    }

    [Needs(Role.Admin), Description("Deletes a connector with its extension ranges and the decisions in them.")]
    public static async Task<DeleteConnectorPayload> DeleteConnector(
        [FromServices] IGrainFactory grains, [Description("The connector.")] DeleteConnectorInput input) =>
        new(GlobalId.Connector(input.Id) is { } id ? await Grain(grains, id).Delete() : NotFound());

    [Needs(Role.Operator), Description("Enables a connector: it registers and carries calls.")]
    public static async Task<EnableConnectorPayload> EnableConnector(
        [FromServices] IGrainFactory grains, [Description("The connector.")] EnableConnectorInput input) =>
        new(GlobalId.Connector(input.Id) is { } id ? await Grain(grains, id).SetEnabled(true) : NotFound());

    [Needs(Role.Operator), Description("Disables a connector: it neither registers nor carries calls.")]
    public static async Task<DisableConnectorPayload> DisableConnector(
        [FromServices] IGrainFactory grains, [Description("The connector.")] DisableConnectorInput input) =>
        new(GlobalId.Connector(input.Id) is { } id ? await Grain(grains, id).SetEnabled(false) : NotFound());

    private static IConnectorGrain Grain(IGrainFactory grains, ConnectorId id) => grains.GetGrain<IConnectorGrain>(id.Value);

    private static Outcome<Connector> NotFound() => Refusal.NotFound<Connector>("id", "connector");
}
