using System.Collections.Frozen;
using System.Collections.Immutable;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// Which trunks are at the far end of a connection that we opened. Immutable, built anew when trunks change: whoever opens and
/// closes connections to us costs one look-up for each, whatever the number of trunks.
/// </summary>
internal sealed class TrunkAddresses
{
    private readonly FrozenDictionary<TransportAddress, ImmutableArray<TrunkKeeper>> _keepers;

    private TrunkAddresses(FrozenDictionary<TransportAddress, ImmutableArray<TrunkKeeper>> keepers) => _keepers = keepers;

    /// <summary>No trunk has an address.</summary>
    public static TrunkAddresses Empty { get; } = Build([]);

    /// <summary>The trunks by their addresses.</summary>
    public static TrunkAddresses Build(IEnumerable<TrunkKeeper> keepers) => new(keepers
        .SelectMany(static keeper => keeper.Trunk.Targets.All, static (keeper, target) => (target.Flow.Remote, Keeper: keeper))
        .GroupBy(static at => at.Remote, static at => at.Keeper)
        .ToFrozenDictionary(static group => group.Key, static group => group.ToImmutableArray()));

    /// <summary>The trunks at that address.</summary>
    public ImmutableArray<TrunkKeeper> At(in TransportAddress remote) => _keepers.GetValueOrDefault(remote, []);
}
