namespace SystemConnector.WebConsole.Trunks;

/// <summary>How many trunks are in a state.</summary>
/// <param name="State">The state.</param>
/// <param name="Count">How many.</param>
public sealed record TrunkCount(TrunkState State, int Count);
