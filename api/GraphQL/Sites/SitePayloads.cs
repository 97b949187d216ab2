using System.ComponentModel;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Sites;

internal abstract class SitePayload<TSelf>(Outcome<Site> outcome) : Payload<TSelf>(outcome.Faults, outcome.Warnings, FieldNames.OfId)
{
    protected SiteNode? Changed => outcome.Value is { } site ? new SiteNode(site) : null;
}

[Description("What createSite came to.")]
internal sealed class CreateSitePayload(Outcome<Site> outcome) : SitePayload<CreateSitePayload>(outcome)
{
    [Description("The new site; null when it was refused.")]
    public SiteNode? Site => Changed;
}

[Description("What updateSite came to.")]
internal sealed class UpdateSitePayload(Outcome<Site> outcome) : SitePayload<UpdateSitePayload>(outcome)
{
    [Description("The site as it stands now; null when the change was refused.")]
    public SiteNode? Site => Changed;
}

[Description("What deleteSite came to.")]
internal sealed class DeleteSitePayload(Outcome<Site> outcome) : SitePayload<DeleteSitePayload>(outcome)
{
    [Description("The site as it was; null when the change was refused.")]
    public SiteNode? Site => Changed;
}
