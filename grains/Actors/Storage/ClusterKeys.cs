using System.Collections.Immutable;

namespace SystemConnector.Grains.Storage;

/// <summary>A key that all nodes share.</summary>
/// <param name="Id">Stands in what is sealed under it.</param>
/// <param name="Material">32 bytes; derive one key per purpose from it (HKDF), never use it as it is.</param>
public sealed record ClusterKey(byte Id, byte[] Material)
{
    /// <summary>Says which key it is, not the key.</summary>
    public override string ToString() => $"cluster key {Id}";
}

/// <summary>The keys under which nodes seal what any of them must be able to open; there from the start of the node on.</summary>
public sealed class ClusterKeys
{
    private ImmutableArray<ClusterKey> _all = [];

    /// <summary>Every key, the oldest first.</summary>
    public ImmutableArray<ClusterKey> All => _all;

    /// <summary>The key under which new things are sealed.</summary>
    /// <exception cref="InvalidOperationException">The keys are not loaded yet.</exception>
    public ClusterKey Current => _all.Length > 0 ? _all[^1] : throw new InvalidOperationException("The cluster keys are not loaded yet.");

    /// <summary>The key with that id, null when there is none.</summary>
    public ClusterKey? Find(byte id)
    {
        foreach (var key in _all)
            if (key.Id == id) return key;
        return null;
    }

    internal void Load(ImmutableArray<ClusterKey> keys) => _all = keys;
}
