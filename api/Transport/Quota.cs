using System.Runtime.InteropServices;

namespace SystemConnector.Api.Transport;

/// <summary>Counts what each of many holds, within a bound for each and one for all.</summary>
internal sealed class Quota<TKey>(int each, int all = int.MaxValue) where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, int> _held = [];
    private int _all;

    public bool TryTake(TKey key)
    {
        lock (_lock)
        {
            if (_all >= all || _held.GetValueOrDefault(key) >= each) return false;
            CollectionsMarshal.GetValueRefOrAddDefault(_held, key, out _)++;
            _all++;
            return true;
        }
    }

    public void Return(TKey key)
    {
        lock (_lock)
        {
            _all--;
            if (--CollectionsMarshal.GetValueRefOrAddDefault(_held, key, out _) == 0) _held.Remove(key);
        }
    }
}
