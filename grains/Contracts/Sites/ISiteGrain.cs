using System.Collections.Immutable;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Contracts.Sites;

/// <summary>Owns one site: its settings and its numbering. Sole writer of its local numbers. Key: <see cref="SiteId"/>.</summary>
[Alias("sc.ISiteGrain")]
public interface ISiteGrain : IGrainWithGuidKey
{
    /// <summary>Creates the site under the key of this grain.</summary>
    [Alias("Create")] Task<Outcome<Site>> Create(SiteSpec spec);

    /// <summary>Replaces the site's settings. <paramref name="expectedVersion"/>, when given, must be the current one.</summary>
    [Alias("Update")] Task<Outcome<Site>> Update(SiteSpec spec, long? expectedVersion);

    /// <summary>Deletes the site with its local numbers; refused while it has connectors.</summary>
    [Alias("Delete")] Task<Outcome<Site>> Delete();

    /// <summary>The site as it stands, null when there is none.</summary>
    [Alias("Get")] Task<Site?> Get();

    /// <summary>Creates or replaces local numbers: all of them or, when one has a fault, none. Field paths begin with "numbers[i].".</summary>
    [Alias("PutNumbers")] Task<Outcome<LocalNumbersChanged>> PutNumbers(ImmutableArray<LocalNumberSpec> numbers);

    /// <summary>Deletes local numbers: all of them or, when one does not exist, none.</summary>
    [Alias("DeleteNumbers")] Task<Outcome<LocalNumbersChanged>> DeleteNumbers(ImmutableArray<string> numbers);

    /// <summary>Runs the routing rule for a dialled number as calls run it, on the node of this grain, and says each step.</summary>
    /// <param name="dialled">The number as dialled; separators are stripped.</param>
    /// <param name="arrivedOver">The connector over which the call came in; null for a call from a local phone.</param>
    [Alias("ExplainRoute")] Task<RouteExplanation> ExplainRoute(string dialled, ConnectorId? arrivedOver);
}
