using GraphQL.Types;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Refusals;

internal sealed class WarningCodeType : EnumerationGraphType
{
    public WarningCodeType()
    {
        Name = "WarningCode";
        Description = "What a warning is about.";
        Add("REGISTER_STRING_LENGTH", WarningCode.RegisterStringLength, "The register string has fewer than 20 or more than 30 characters.");
        Add("LOCAL_OVERLAP", WarningCode.LocalOverlap, "Numbers of a range are tied to something local as well.");
        Add("CONNECTOR_OVERLAP", WarningCode.ConnectorOverlap, "Another connector of the site has numbers of this range.");
        Add("TRUNK_DOWN", WarningCode.TrunkDown, "The trunk to which numbers are to go is down, or its connector is disabled.");
        Add("COVERS_TIMED_DECISION", WarningCode.CoversTimedDecision, "A decision that begins later lies below this one, and will not count.");
        Add("COVERED_BY_LATER_DECISION", WarningCode.CoveredByLaterDecision, "Later decisions lie above some of these, which do not count.");
        Add("PREFIX_SHADOW", WarningCode.PrefixShadow, "Local numbers begin numbers of a range, for phones that dial digit by digit.");
        Add("TRUNK_DOWN", WarningCode.TrunkDown, "The trunk to which numbers are to go is down, or its connector is disabled.");
        Add("COVERS_TIMED_DECISION", WarningCode.CoversTimedDecision, "A decision that begins later lies below this one, and will not count.");
        Add("COVERED_BY_LATER_DECISION", WarningCode.CoveredByLaterDecision, "Later decisions lie above some of these, which do not count.");
    }
}
