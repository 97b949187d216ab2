using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Gathers what a kit is made of, and says what of it is missing or doubtful.</summary>
internal sealed class KitFactsReader(IGrainFactory grains, IConfigurationQueries queries, IFarEndView view)
{
    private const int PageSize = 1_000;

    // A site with more has them in blocks, which the first ones show.
    private const int MostNumbers = 20_000;

    /// <summary>The facts, and notes on them that hold for whatever stands at the far end.</summary>
    public async Task<(KitFacts Facts, ImmutableArray<string> Notes)> Read(Connector connector, CancellationToken cancellation)
    {
        var site = await grains.GetGrain<ISiteGrain>(connector.Site.Value).Get();
        var far = FarNumbers.Of(connector.Ranges);
        var ours = OurNumbers.Of(await LocalNumbers(connector.Site, cancellation), far);
        var contact = view.Contact(connector);
        var facts = new KitFacts(
            KitText.Name(site?.Name ?? connector.Name), connector.Type, connector.Transport.ToString().ToLowerInvariant(),
            HostOf(contact, site), contact.Port ?? (connector.Transport == TrunkTransport.Tls ? 5061 : 5060), contact.Realm, connector.Username, connector.Register,
            connector.CallerIdentity == CallerIdentity.TrunkUser, connector.TrustIdentity, connector.Address.Split(',')[0].Trim(), ours,
            [.. far.SelectMany(NumberPattern.Covering)], site?.Name ?? "");
        return (facts, KitNotes.On(facts, connector, contact, site));
    }

    /// <summary>
    /// A site that is not the default one is named by its domain in each request, so its domain is what the far end types; else what
    /// peers are told; else a domain that DNS may know.
    /// </summary>
    private static string HostOf(NodeContact contact, Site? site)
    {
        var domains = site is null ? [] : site.Domains;
        if (contact.Host is { } told && (site is not { IsDefault: false } || domains.IsEmpty || domains.Contains(told))) return told;
        return domains.FirstOrDefault(static domain => domain.Contains('.') && Uri.CheckHostName(domain) == UriHostNameType.Dns) ?? contact.Host ?? KitText.Host;
    }

    private async Task<List<Number>> LocalNumbers(SiteId site, CancellationToken cancellation)
    {
        var numbers = new List<Number>();
        ListKey? after = null;
        do
        {
            var slice = await queries.LocalNumbers(site, new LocalNumberFilter(), LocalNumberOrder.Number, new Window(PageSize, after), cancellation);
            numbers.AddRange(slice.Items.Select(static local => local.Item.Number));
            after = slice.HasMore ? slice.Items[^1].Key : null;
        }
        while (after is not null && numbers.Count < MostNumbers);
        return numbers;
    }
}
