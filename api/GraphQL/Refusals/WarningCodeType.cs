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
    }
}
