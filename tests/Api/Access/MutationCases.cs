using SystemConnector.Api.Tests.Fakes;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Access;

/// <summary>What a mutation is tried with.</summary>
/// <param name="Name">Its field.</param>
/// <param name="Role">The least role that may.</param>
/// <param name="Scope">Whose it is.</param>
/// <param name="Input">An input without a fault that names the things of this world.</param>
public sealed record MutationCase(string Name, Role Role, CaseScope Scope, Func<AccessWorld, object> Input)
{
    public override string ToString() => Name;
}

public enum CaseScope
{
    /// <summary>Its input names things of a site: for the key of another site they do not exist.</summary>
    Site,

    /// <summary>It concerns all sites: [Needs(…, EverySite = true)].</summary>
    EverySite,

    /// <summary>It names nothing of a site, and what it does keeps to the caller's sites by itself: tested where it is.</summary>
    Own,
}

/// <summary>One row for each mutation of the schema. Whoever adds a mutation adds a row.</summary>
public static class MutationCases
{
    public static MutationCase[] All { get; } =
    [
        new("createSite", Role.Admin, CaseScope.EverySite, world => new { name = AccessWorld.Unique() }),
        new("updateSite", Role.Admin, CaseScope.Site, world => new { id = world.SiteId, name = AccessWorld.Unique() }),
        new("deleteSite", Role.Admin, CaseScope.Site, world => new { id = world.SiteId }),
        new("putLocalNumbers", Role.Operator, CaseScope.Site, world => new { siteId = world.SiteId, numbers = new[] { new { number = "115" } } }),
        new("deleteLocalNumbers", Role.Operator, CaseScope.Site, world => new { siteId = world.SiteId, numbers = new[] { "100" } }),
        new("createConnector", Role.Admin, CaseScope.Site, world => new
        {
            siteId = world.SiteId,
            name = AccessWorld.Unique(),
            connectionType = "GENERIC_IP_AUTH",
            ipAddress = "192.0.2.1",
            extensionRanges = new[] { new { min = "300", max = "400" } },
        }),
        new("updateConnector", Role.Admin, CaseScope.Site, world => new { id = world.ConnectorId, priority = 5 }),
        new("deleteConnector", Role.Admin, CaseScope.Site, world => new { id = world.ConnectorId }),
        new("enableConnector", Role.Operator, CaseScope.Site, world => new { id = world.ConnectorId }),
        new("disableConnector", Role.Operator, CaseScope.Site, world => new { id = world.ConnectorId }),
        new("examineConnector", Role.Operator, CaseScope.Site, world => new { id = world.ConnectorId }),
        new("decidePrecedence", Role.Operator, CaseScope.Site, world => new { extensionRangeId = world.RangeId, number = "150", precedence = "REMOTE" }),
        new("assignCaller", Role.Operator, CaseScope.Site, world => new { source = "192.0.2.77", connectorId = world.ConnectorId }),
        new("drainNode", Role.Operator, CaseScope.EverySite, world => new { nodeId = world.NodeId }),
        new("undrainNode", Role.Operator, CaseScope.EverySite, world => new { nodeId = world.NodeId }),
        new("createApiKey", Role.Admin, CaseScope.Site, world => new { name = AccessWorld.Unique(), role = "VIEWER", siteIds = new[] { world.SiteId } }),
        new("updateApiKey", Role.Admin, CaseScope.Site, world => new { id = world.ApiKeyId, name = AccessWorld.Unique() }),
        new("revokeApiKey", Role.Admin, CaseScope.Site, world => new { id = world.ApiKeyId }),
        new("createMigration", Role.Operator, CaseScope.Site, world => new
        {
            connectorId = world.ConnectorId,
            name = AccessWorld.Unique(),
            entries = new[] { new { winner = "REMOTE", numbers = new[] { "150" } } },
        }),
        new("applyMigration", Role.Operator, CaseScope.Site, world => new { id = world.MigrationId }),
        new("undoMigration", Role.Operator, CaseScope.Site, world => new { id = world.MigrationId }),
        new("cancelMigration", Role.Operator, CaseScope.Site, world => new { id = world.MigrationId }),
        new("importSites", Role.Admin, CaseScope.EverySite, world => new { format = "CSV", content = "name\n" }),
        new("importLocalNumbers", Role.Admin, CaseScope.Site, world => new { siteId = world.SiteId, format = "CSV", content = "number\n" }),
        new("importConnectors", Role.Admin, CaseScope.Site, world => new { siteId = world.SiteId, format = "CSV", content = "name\n" }),
        new("importDecisions", Role.Admin, CaseScope.Site, world => new { siteId = world.SiteId, format = "CSV", content = "number\n" }),
        new("deleteMatchingLocalNumbers", Role.Operator, CaseScope.Site, world => new { siteId = world.SiteId, filter = new { prefix = "1" } }),
        new("cancelJob", Role.Operator, CaseScope.Site, world => new { id = world.JobId }),
        new("createBackup", Role.Admin, CaseScope.EverySite, world => new { passphrase = FakeBulk.Passphrase }),
        new("restoreBackup", Role.Admin, CaseScope.EverySite, world => new { document = "{}", passphrase = FakeBulk.Passphrase }),
        new("rotateClusterKey", Role.Admin, CaseScope.EverySite, world => new { }),
    ];
}
