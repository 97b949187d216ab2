using SystemConnector.WebConsole.Layout;
using SystemConnector.WebConsole.Numbers;

namespace SystemConnector.WebConsole.Connectors;

/// <summary>A connector to choose.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
/// <param name="ExtensionRanges">The numbers at its far side.</param>
/// <param name="Site">Its site; null when that is not known.</param>
public sealed record ConnectorChoice(string Id, string Name, IReadOnlyList<NumberSpan> ExtensionRanges, Choice? Site)
{
    /// <summary>One of which no more is known than its name.</summary>
    public static ConnectorChoice Named(string id, string name) => new(id, name, [], null);
}
