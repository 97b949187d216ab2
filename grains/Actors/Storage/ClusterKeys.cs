using System.Collections.Immutable;

namespace SystemConnector.Grains.Storage;

/// <summary>A key that all nodes share.</summary>
/// <param name="Id">Stands in what is sealed under it.</param>
/// <param name="Material">32 bytes; derive one key per purpose from it (HKDF), never use it as it is.</param>
public sealed record ClusterKey(byte Id, byte[] Material)
{
    /// <summary>From when on nodes seal under it; they open what it sealed from the moment at which they know it.</summary>
    public DateTimeOffset SealsFrom { get; init; } = DateTimeOffset.UnixEpoch;

    /// <summary>Until when it opens; null while no key came after it.</summary>
    public DateTimeOffset? OpensUntil { get; init; }

    /// <summary>Says which key it is, not the key.</summary>
    public override string ToString() => $"cluster key {Id}";
}

/// <summary>The keys under which nodes seal what any of them must be able to open; there from the start of the node on.</summary>
public sealed class ClusterKeys(TimeProvider time) : IDisposable
{
    private readonly Lock _changing = new();
    private volatile InForce _inForce = new([], null, []);
    private ImmutableArray<ClusterKey> _known = [];
    private ITimer? _next;

    /// <summary>Other keys open, or another one seals; raised on any thread, one at a time, and must not be waited in.</summary>
    public event Action? Changed;

    /// <summary>Every key that opens, the oldest first; the last ones may not seal yet.</summary>
    public ImmutableArray<ClusterKey> All => _inForce.Opening;

    /// <summary>The key under which new things are sealed.</summary>
    /// <exception cref="InvalidOperationException">The keys are not loaded yet.</exception>
    public ClusterKey Current => _inForce.Sealing ?? throw NotLoaded();

    /// <summary>
    /// What the nodes of this cluster have in common and others do not, for ever: the material of the first key, which is kept for
    /// that when it opens nothing any more.
    /// </summary>
    /// <exception cref="InvalidOperationException">The keys are not loaded yet.</exception>
    public byte[] Seed => _inForce.Seed.Length > 0 ? _inForce.Seed : throw NotLoaded();

    /// <summary>The key with that id, null when there is none that opens.</summary>
    public ClusterKey? Find(byte id)
    {
        foreach (var key in _inForce.Opening)
            if (key.Id == id) return key;
        return null;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_changing) _next?.Dispose();
    }

    /// <summary>Takes the keys as the database has them, in the order in which they seal.</summary>
    internal void Load(ImmutableArray<ClusterKey> keys)
    {
        lock (_changing)
        {
            _known = keys;
            Follow();
        }
    }

    /// <summary>Finds what is in force now, and comes back when that changes.</summary>
    private void Follow()
    {
        var now = time.GetUtcNow();
        ImmutableArray<ClusterKey> opening = [.. _known.Where(k => k.OpensUntil is not { } end || end > now)];
        var next = new InForce(opening, _known.LastOrDefault(k => k.SealsFrom <= now) ?? _known[0], _known[0].Material);
        var former = _inForce;
        _inForce = next;
        _next?.Dispose();
        var changes = _known.SelectMany(static k => new[] { k.SealsFrom, k.OpensUntil ?? DateTimeOffset.MinValue }).Where(at => at > now).ToList();
        _next = changes.Count == 0 ? null : time.CreateTimer(_ => Later(), null, changes.Min() - now, Timeout.InfiniteTimeSpan);
        if (former.Sealing?.Id != next.Sealing!.Id || !former.Opening.Select(static k => k.Id).SequenceEqual(opening.Select(static k => k.Id))) Changed?.Invoke();
    }

    private void Later()
    {
        lock (_changing) Follow();
    }

    private static InvalidOperationException NotLoaded() => new("The cluster keys are not loaded yet.");

    private sealed record InForce(ImmutableArray<ClusterKey> Opening, ClusterKey? Sealing, byte[] Seed);
}
