using System.ComponentModel;
using GraphQL;
using GraphQL.DataLoader;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>An extension range as the API shows it.</summary>
[Name("ExtensionRange"), Implements(typeof(INode)), Description("Numbers that live at the far side of a connector.")]
internal sealed class ExtensionRangeNode(ExtensionRange range, SiteId site) : INode, ISiteScoped
{
    SiteId? ISiteScoped.ScopeSite => site;

    [Id, Description("The id.")]
    public string Id => GlobalId.Of(range.Id);

    [Description("The lowest number.")]
    public string Min => range.Numbers.Min.ToString();

    [Description("The highest number, with as many digits.")]
    public string Max => range.Numbers.Max.ToString();

    [Description("How many leading digits are cut off before a number is sent.")]
    public int StripDigits => range.StripDigits;

    [Description("What is put before a number when it is sent.")]
    public string PrependDigits => range.PrependDigits;

    [Cost(ConflictCost.Count), Description("How many conflicts the range has, counted within a second of a change.")]
    public IDataLoaderResult<int> ConflictCount([FromServices] ConflictCountLoader counts) =>
        counts.Load(range.Connector, all => all.Where(count => count.Range == range.Id).Sum(count => count.Count));

    [Description("The numbers of the range that are also tied to something else, in their order.")]
    public async Task<Connection<ConflictNode>> Conflicts(
        [FromServices] IGrainFactory grains,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null,
        [Description("Only those that also satisfy this.")] ConflictFilterInput? filter = null)
    {
        var grain = grains.GetGrain<IExtensionRangeGrain>(range.Id.Value);
        var page = await grain.FindConflicts(filter?.ToFilter() ?? new ConflictFilter(), PageSize.Checked(first), Cursor.Read(after, Conflict.IsKey));
        return Connection.Of(
            new Page<Conflict>(page.Conflicts, page.Next is not null, page.TotalCount), conflict => new ConflictNode(conflict), conflict => conflict.Key);
    }
}
