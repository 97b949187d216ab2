using GraphQL.Types;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

internal sealed class ConflictKindType : EnumerationGraphType
{
    public ConflictKindType()
    {
        Name = "ConflictKind";
        Description = "What a number of a range is also tied to.";
        Add("EXTENSION", ConflictKind.Extension, "A local extension.");
        Add("CALL_FLOW", ConflictKind.CallFlow, "A local call flow.");
        Add("PARKING_LOT", ConflictKind.ParkingLot, "A local parking lot.");
        Add("SPEED_DIAL", ConflictKind.SpeedDial, "A local speed dial.");
        Add("CONNECTOR_OVERLAP", ConflictKind.ConnectorOverlap, "The range of another connector of the site.");
        Add("PREFIX_SHADOW", ConflictKind.PrefixShadow, "A local number that is a prefix of remote numbers, for phones that dial digit by digit.");
        Add("RESERVED", ConflictKind.Reserved, "An emergency number or feature code.");
        Add("LOCAL_RANGE", ConflictKind.LocalRange, "A range that the site declares its own.");
    }
}

internal sealed class PrecedenceType : EnumerationGraphType
{
    public PrecedenceType()
    {
        Name = "Precedence";
        Description = "Who wins a number that both sides have.";
        Add("LOCAL", Precedence.Local, "The local number.");
        Add("REMOTE", Precedence.Remote, "The remote system.");
    }
}
