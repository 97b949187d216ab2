using SystemConnector.WebConsole.Trunks;

namespace SystemConnector.WebConsole.Overview;

/// <summary>A site, by name.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
public sealed record SystemSite(string Id, string Name);

/// <summary>A connector as a link between its site and another system.</summary>
/// <param name="Id">The connector's id.</param>
/// <param name="Name">The connector's name.</param>
/// <param name="Site">Its site.</param>
/// <param name="Trunk">How its trunk is; null when nothing was heard of it.</param>
public sealed record SystemLink(string Id, string Name, SystemSite? Site, Trunk? Trunk)
{
    internal Standing Standing => Standings.Of(Trunk);
}
