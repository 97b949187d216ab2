using GraphQL.Types;
using SystemConnector.Contracts.Previews;

namespace SystemConnector.Api.GraphQL.Previews;

internal sealed class WinnerKindType : EnumerationGraphType
{
    public WinnerKindType()
    {
        Name = "WinnerKind";
        Description = "Who gets a number.";
        Add("NOBODY", WinnerKind.Nobody, "Nobody.");
        Add("LOCAL", WinnerKind.Local, "A local number.");
        Add("CONNECTOR", WinnerKind.Connector, "A connector.");
    }
}
