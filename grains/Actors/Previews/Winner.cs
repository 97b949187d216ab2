using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Previews;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Previews;

/// <summary>Who gets a number while every trunk is up.</summary>
/// <param name="Kind">A local number, a connector, or nobody.</param>
/// <param name="Local">The local number that rings.</param>
/// <param name="Range">The connector's range.</param>
/// <param name="SpeedDial">The speed dial that was dialled; null for none.</param>
/// <param name="Reached">For a speed dial: the number at which the rule ended.</param>
/// <param name="IsDecided">Whether a decision made it so.</param>
/// <param name="RunnerUp">The range that would get it otherwise, or for nobody the one of a connector that is disabled.</param>
internal readonly record struct Winner(
    WinnerKind Kind, LocalRoute? Local, RangeRoute? Range, LocalRoute? SpeedDial, Number Reached, bool IsDecided, RangeRoute? RunnerUp)
{
    /// <summary>True when both are the same hands: for another reason, or over another range of the same connector, is no change.</summary>
    public bool IsSameHands(in Winner other) =>
        Kind == other.Kind && Kind switch
        {
            WinnerKind.Local => Local!.Number == other.Local!.Number && Local.Kind == other.Local.Kind,
            WinnerKind.Connector => Range!.Connector.Id == other.Range!.Connector.Id && Reached == other.Reached,
            _ => true,
        };
}
