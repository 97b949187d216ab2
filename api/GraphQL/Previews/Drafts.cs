using System.Collections.Immutable;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Previews;

namespace SystemConnector.Api.GraphQL.Previews;

/// <summary>Makes drafts of inputs: the same inputs as those of the mutations that would save them.</summary>
internal static class Drafts
{
    public static Task<Outcome<RouteDraft>> Of(RouteDraftInput input, IGrainFactory grains) => input switch
    {
        { Connector: { } connector, Numbers: null } => Of(connector, grains),
        { Connector: null, Numbers: { } numbers } => Task.FromResult(Of(numbers)),
        _ => Task.FromResult(NotOne("a change of a connector or of numbers")),
    };

    public static async Task<Outcome<RouteDraft>> Of(PreviewConnectorInput input, IGrainFactory grains)
    {
        if (new object?[] { input.Create, input.Update, input.Delete, input.Enable, input.Disable }.Count(static change => change is not null) != 1)
            return NotOne("create, update, delete, enable or disable");
        if (input.Create is { } create)
        {
            return GlobalId.Site(create.SiteId) is { } site
                ? Outcome.Of<RouteDraft>(new RouteDraft.NewConnector(site, create.ToSpec()))
                : Refusal.NotFound<RouteDraft>("siteId", "site");
        }
        if (GlobalId.Connector(input.Update?.Id ?? input.Delete?.Id ?? input.Enable?.Id ?? input.Disable?.Id) is not { } id)
            return Refusal.NotFound<RouteDraft>("id", "connector");
        if (input.Update is { } update)
        {
            // What was left out is taken from the connector as it is, as updateConnector does.
            return await grains.GetGrain<IConnectorGrain>(id.Value).Get() is { } current
                ? Outcome.Of<RouteDraft>(new RouteDraft.ChangedConnector(id, update.Over(current), update.ExpectedVersion ?? current.Version))
                : Refusal.NotFound<RouteDraft>("id", "connector");
        }
        return Outcome.Of<RouteDraft>(input.Delete is not null ? new RouteDraft.DeletedConnector(id) : new RouteDraft.SwitchedConnector(id, input.Enable is not null));
    }

    public static Outcome<RouteDraft> Of(PreviewNumbersInput input)
    {
        if (GlobalId.Site(input.SiteId) is not { } site) return Refusal.NotFound<RouteDraft>("siteId", "site");
        // An id that names nothing is a range that the site does not have, and is refused together with all other faults.
        ImmutableArray<DraftDecision> decisions =
            [.. (input.Decide ?? []).Select(static decision => new DraftDecision(GlobalId.Range(decision.ExtensionRangeId) ?? default, decision.Number, decision.Precedence))];
        return Outcome.Of<RouteDraft>(new RouteDraft.Numbers(site, [.. (input.Put ?? []).Select(static number => number.ToSpec())], [.. input.Delete ?? []], decisions));
    }

    private static Outcome<RouteDraft> NotOne(string what) =>
        Outcome.Refused<RouteDraft>(new Fault(FaultCode.Contradiction, "", $"Exactly one change must be given: {what}."));
}
