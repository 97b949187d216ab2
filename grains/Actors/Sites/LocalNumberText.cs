using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Grains.Sites;

/// <summary>Writes a local number as people know it: "Extension 115: Rani Oliver".</summary>
internal static class LocalNumberText
{
    public static string Of(LocalNumberKind kind, Number number, string owner)
    {
        var name = kind switch
        {
            LocalNumberKind.Extension => "Extension",
            LocalNumberKind.CallFlow => "Call flow",
            LocalNumberKind.ParkingLot => "Parking lot",
            LocalNumberKind.SpeedDial => "Speed dial",
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };
        return owner.Length == 0 ? $"{name} {number}" : $"{name} {number}: {owner}";
    }
}
