namespace SystemConnector.WebConsole.Trunks;

/// <summary>What a trunk's state comes to for people: whether the two systems are linked.</summary>
internal enum Standing
{
    /// <summary>Not linked, though it should be.</summary>
    Down,

    /// <summary>It begins.</summary>
    Starting,

    /// <summary>Linked.</summary>
    Up,

    /// <summary>Not to be linked now.</summary>
    Off,
}

/// <summary>Finds it, and what pictures call it.</summary>
internal static class Standings
{
    /// <summary>Of a state.</summary>
    public static Standing Of(TrunkState state) => state switch
    {
        TrunkState.Registered or TrunkState.Reachable => Standing.Up,
        TrunkState.Starting or TrunkState.Registering => Standing.Starting,
        TrunkState.Disabled => Standing.Off,
        _ => Standing.Down,
    };

    /// <summary>Of a trunk; one that nobody has heard of yet starts. A registration that goes on and has a cause does not get through.</summary>
    public static Standing Of(Trunk? trunk) => trunk switch
    {
        null => Standing.Starting,
        { State: TrunkState.Registering, Usable: false, Cause: not null } => Standing.Down,
        { State: var state } => Of(state),
    };

    /// <summary>The class of lines and squares of it in console.css; each differs in form too.</summary>
    public static string Class(Standing standing) => standing switch
    {
        Standing.Up => "up",
        Standing.Starting => "starting",
        Standing.Off => "off",
        _ => "down",
    };

    /// <summary>In a word.</summary>
    public static string Text(Standing standing) => standing switch
    {
        Standing.Up => "linked",
        Standing.Starting => "starting",
        Standing.Off => "disabled",
        _ => "down",
    };
}
