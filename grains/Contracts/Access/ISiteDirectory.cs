namespace SystemConnector.Contracts.Access;

/// <summary>Which site something belongs to, and what it is called, from this node's memory.</summary>
public interface ISiteDirectory
{
    /// <summary>The site of a connector; null when this node knows none such.</summary>
    SiteId? SiteOf(ConnectorId connector);

    /// <summary>The name of a connector as it is now; null when this node knows none such.</summary>
    string? NameOf(ConnectorId connector);

    /// <summary>The site with that name; null when there is none.</summary>
    SiteId? Find(string name);
}
