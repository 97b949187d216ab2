namespace SystemConnector.Contracts.Access;

/// <summary>Which site something belongs to, from this node's memory.</summary>
public interface ISiteDirectory
{
    /// <summary>The site of a connector; null when this node knows none such.</summary>
    SiteId? SiteOf(ConnectorId connector);

    /// <summary>The site with that name; null when there is none.</summary>
    SiteId? Find(string name);
}
