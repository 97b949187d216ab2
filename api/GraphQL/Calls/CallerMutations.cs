using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using GraphQL;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Connectors;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Calls;

/// <summary>The fields of Mutation that are about callers.</summary>
internal sealed class CallerMutations
{
    [Needs(Role.Operator), Description("Assigns an unmatched caller to a connector with IP auth: its address is added to those from which the connector's calls come. Below the role ADMIN the address must be one of unmatchedCallers that meant the connector's site.")]
    public static async Task<AssignCallerPayload> AssignCaller(
        IResolveFieldContext context, [FromServices] IGrainFactory grains, [FromServices] ClusterCalls calls, [Description("The caller and the connector.")] AssignCallerInput input)
    {
        if (GlobalId.Connector(input.ConnectorId) is not { } id) return new(Refusal.NotFound<Connector>("connectorId", "connector"));
        var grain = grains.GetGrain<IConnectorGrain>(id.Value);
        if (await grain.Get() is not { } current) return new(Refusal.NotFound<Connector>("connectorId", "connector"));
        var faults = ImmutableArray.CreateBuilder<Fault>();
        if (!TryAddress(input.Source, out var address)) faults.Add(new Fault(FaultCode.Malformed, "source", $"\"{input.Source}\" is not an IP address."));
        if (current.Type != ConnectionType.Ip)
            faults.Add(new Fault(FaultCode.Contradiction, "connectorId", $"Connector \"{current.Name}\" knows its callers by username and password, not by address."));
        if (address is null || faults.Count > 0) return new(Outcome.Refused<Connector>(faults.ToImmutable()));
        // Calls from an address that is let in are trusted: any address is for those who set connectors up, others take one that called.
        if (context.Caller() is var caller && caller.Role < Role.Admin && !HasAddress(current, address) && !await HasCalled(calls, caller, address, current.Site))
            return new(Outcome.Refused<Connector>(new Fault(FaultCode.NotFound, "source", $"No unmatched caller of the site has the address {address}; any other needs the role ADMIN.")));

        var outcome = HasAddress(current, address)
            ? Outcome.Of(current)
            : await grain.Update(new UpdateConnectorInput { Id = input.ConnectorId, IpAddress = $"{current.Address}, {address}" }.Over(current), current.Version);
        if (outcome.Succeeded) await calls.ForgetCaller(input.Source, current.Site);
        return new(outcome);
    }

    /// <summary>"10.1" and "1" are addresses to some, but nobody who means one writes it so; a zone means nothing on another machine.</summary>
    private static bool TryAddress(string text, [NotNullWhen(true)] out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetwork ? address.ToString() == text : text.AsSpan().IndexOfAny('%', '[') < 0);

    private static async Task<bool> HasCalled(ClusterCalls calls, Caller caller, IPAddress address, SiteId site) =>
        (await calls.UnmatchedCallers()).Callers.Any(each =>
            IPAddress.TryParse(each.Source, out var source) && source.Equals(address) && (each.Site ?? site) == site && caller.Sites.Holds(each.Site));

    private static bool HasAddress(Connector connector, IPAddress address) =>
        connector.Address.Split(',', StringSplitOptions.TrimEntries).Any(part => IPAddress.TryParse(part.Trim('[', ']'), out var known) && known.Equals(address));
}

[Description("An unmatched caller to assign.")]
internal sealed class AssignCallerInput
{
    [Description("The address from which it calls.")]
    public required string Source { get; init; }

    [Id, Description("The connector with IP auth whose far side it is.")]
    public required string ConnectorId { get; init; }
}

[Description("What assignCaller came to.")]
internal sealed class AssignCallerPayload(Outcome<Connector> outcome) : ConnectorPayload<AssignCallerPayload>(outcome)
{
    [Description("The connector as it stands now; null when the change was refused.")]
    public ConnectorNode? Connector => Changed;
}
