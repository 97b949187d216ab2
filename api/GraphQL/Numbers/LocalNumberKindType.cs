using GraphQL.Types;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Numbers;

internal sealed class LocalNumberKindType : EnumerationGraphType
{
    public LocalNumberKindType()
    {
        Name = "LocalNumberKind";
        Description = "What a local number is tied to.";
        Add("EXTENSION", LocalNumberKind.Extension, "A phone that registers, or a SIP target.");
        Add("CALL_FLOW", LocalNumberKind.CallFlow, "A call flow at a SIP target.");
        Add("PARKING_LOT", LocalNumberKind.ParkingLot, "A parking lot at a SIP target.");
        Add("SPEED_DIAL", LocalNumberKind.SpeedDial, "Another number.");
    }
}
