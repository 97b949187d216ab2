using GraphQL.Types;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.GraphQL.Routing;

internal sealed class RouteOutcomeType : EnumerationGraphType
{
    public RouteOutcomeType()
    {
        Name = "RouteOutcome";
        Description = "Where the routing rule sends a call.";
        Add("LOCAL", RouteOutcome.Local, "To a local number.");
        Add("REMOTE", RouteOutcome.Remote, "Over a connector.");
        Add("NOT_FOUND", RouteOutcome.NotFound, "404: nobody has the number.");
        Add("TRUNK_DOWN", RouteOutcome.TrunkDown, "503: a connector has the number, but no trunk of those is usable.");
        Add("CHANNELS_FULL", RouteOutcome.ChannelsFull, "503: a connector has the number, but all channels of those are in use.");
        Add("TRANSIT_FORBIDDEN", RouteOutcome.TransitForbidden, "404: the call came over a connector without transit, and only a connector has the number.");
        Add("NOT_A_NUMBER", RouteOutcome.NotANumber, "404: what was dialled is not a number.");
        Add("DRAFT_REFUSED", RouteOutcome.DraftRefused, "Nothing was routed: the draft would be refused; see errors.");
        Add("CALLER_UNKNOWN", RouteOutcome.CallerUnknown, "Nothing was routed: a request of that origin would be challenged, or belong to no site.");
    }
}

internal sealed class RouteStepKindType : EnumerationGraphType
{
    public RouteStepKindType()
    {
        Name = "RouteStepKind";
        Description = "The steps of the routing rule, in their order.";
        Add("DECISION", RouteStepKind.Decision, "A precedence decision in force.");
        Add("LOCAL_NUMBER", RouteStepKind.LocalNumber, "A local number.");
        Add("SPEED_DIAL", RouteStepKind.SpeedDial, "A speed dial was followed; the rule starts anew with the number that it stands for.");
        Add("CONNECTORS", RouteStepKind.Connectors, "The connectors whose range holds the number.");
        Add("NOBODY", RouteStepKind.Nobody, "Nobody has it.");
    }
}

internal sealed class IdentifiedByType : EnumerationGraphType
{
    public IdentifiedByType()
    {
        Name = "IdentifiedBy";
        Description = "How a request is known.";
        Add("NOTHING", IdentifiedBy.Nothing, "It is not: its sender is challenged or refused.");
        Add("SOURCE_ADDRESS", IdentifiedBy.SourceAddress, "By the address from which it comes.");
        Add("USERNAME", IdentifiedBy.Username, "By the username that it proves with a password.");
    }
}

internal sealed class RouteRejectionType : EnumerationGraphType
{
    // Rejection.None is left out on purpose: a candidate that was not passed over has no rejection.
    public RouteRejectionType()
    {
        Name = "RouteRejection";
        Description = "Why a connector whose range holds the number was passed over.";
        Add("DISABLED", Rejection.Disabled, "The connector is disabled.");
        Add("TRUNK_DOWN", Rejection.TrunkDown, "Its trunk is down.");
        Add("CHANNELS_FULL", Rejection.ChannelsFull, "All its channels are in use.");
        Add("CAME_FROM_THERE", Rejection.CameFromThere, "The call came in over it.");
        Add("TRANSIT_FORBIDDEN", Rejection.TransitForbidden, "The call came over a connector that allows no transit.");
    }
}
