using MudBlazor;

namespace SystemConnector.WebConsole.Trunks;

/// <summary>How a trunk is.</summary>
public enum TrunkState
{
    /// <summary>It begins.</summary>
    Starting,

    /// <summary>It registers.</summary>
    Registering,

    /// <summary>It is registered.</summary>
    Registered,

    /// <summary>The far end answers.</summary>
    Reachable,

    /// <summary>The far end does not answer.</summary>
    Unreachable,

    /// <summary>The far end refuses it.</summary>
    Rejected,

    /// <summary>Its name has no address.</summary>
    DnsFailure,

    /// <summary>It is switched off.</summary>
    Disabled,
}

/// <summary>A trunk's state, as the API has it.</summary>
/// <param name="State">How it is.</param>
/// <param name="Usable">Whether calls go over it.</param>
/// <param name="Cause">Why it is so and what to do, in a sentence; null when all is well.</param>
/// <param name="Since">Since when.</param>
/// <param name="ChannelsInUse">How many calls go on.</param>
public sealed record Trunk(TrunkState State, bool Usable, string? Cause, DateTimeOffset Since, int ChannelsInUse);

/// <summary>Trunk states as people say them; a colour never says alone what it means.</summary>
internal static class TrunkWords
{
    public static string Text(TrunkState state) => state switch
    {
        TrunkState.Starting => "Starting",
        TrunkState.Registering => "Registering",
        TrunkState.Registered => "Registered",
        TrunkState.Reachable => "Reachable",
        TrunkState.Unreachable => "Unreachable",
        TrunkState.Rejected => "Rejected",
        TrunkState.DnsFailure => "Name not found",
        _ => "Disabled",
    };

    public static Color Color(TrunkState state) => state switch
    {
        TrunkState.Registered or TrunkState.Reachable => MudBlazor.Color.Success,
        TrunkState.Starting or TrunkState.Registering => MudBlazor.Color.Info,
        TrunkState.Disabled => MudBlazor.Color.Default,
        _ => MudBlazor.Color.Error,
    };

    public static string Icon(TrunkState state) => state switch
    {
        TrunkState.Registered or TrunkState.Reachable => Icons.Material.Filled.CheckCircle,
        TrunkState.Starting or TrunkState.Registering => Icons.Material.Filled.Pending,
        TrunkState.Disabled => Icons.Material.Filled.PauseCircle,
        _ => Icons.Material.Filled.Error,
    };
}
