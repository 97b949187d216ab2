using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Audit;

/// <summary>An entry of the audit log as the API shows it.</summary>
[Name("AuditEntry"), Description("Something that was changed: by whom, when, and what it was before and after.")]
internal sealed class AuditEntryNode(AuditEntry entry) : ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => entry.Site;

    [Description("Its place in the log: it grows with each change of the cluster.")]
    public long Number => entry.Number;

    [Description("When.")]
    public DateTimeOffset Time => entry.Time;

    [Description("Who: \"key:NAME\", \"oidc:NAME\", \"bootstrap\", or \"node\" for what the product did by itself.")]
    public string Actor => entry.Actor;

    [Description("By which mutation; null when the product did it by itself.")]
    public string? Operation => entry.Operation.Length == 0 ? null : entry.Operation;

    [Id, Description("The site of what was changed; null when it belongs to the cluster.")]
    public string? SiteId => entry.Site is { } site ? GlobalId.Of(site) : null;

    [Description("What was done.")]
    public AuditAction Action => entry.Action;

    [Description("To what kind of thing: Site, LocalNumber, Connector, Decision, ApiKey, ClusterKey, ClusterNode, and others.")]
    public string Kind => entry.Kind;

    [Id, Description("The id of what was changed; where the API has it, the same as there.")]
    public string EntityId => GlobalId.OfEntity(entry.Kind, entry.EntityId);

    [Description("Its name, as it was then.")]
    public string Name => entry.Name;

    [Description("What differs, as it was before, in JSON; null when it is new. A secret is only said to have changed.")]
    public string? Before => entry.Before;

    [Description("What differs, as it is since, in JSON; null when it is gone. A secret is only said to have changed.")]
    public string? After => entry.After;
}
