using System.Diagnostics.CodeAnalysis;

namespace SystemConnector.Grains.Events;

/// <summary>The latest of each subject, so many at most: of those the longest there gives way. Everything costs the same however many there are.</summary>
internal sealed class LatestBySubject<T>(int most)
{
    private readonly LinkedList<(string Subject, T Value)> _order = new();
    private readonly Dictionary<string, LinkedListNode<(string Subject, T Value)>> _bySubject = [];

    /// <summary>The longest there first.</summary>
    public IEnumerable<T> Values => _order.Select(static entry => entry.Value);

    public bool TryGet(string subject, [MaybeNullWhen(false)] out T value)
    {
        var found = _bySubject.TryGetValue(subject, out var entry);
        value = found ? entry!.Value.Value : default;
        return found;
    }

    /// <summary>Puts it behind all others, in place of what was there of its subject.</summary>
    public void Put(string subject, T value)
    {
        Remove(subject);
        _bySubject[subject] = _order.AddLast((subject, value));
        if (_bySubject.Count > most) Remove(_order.First!.Value.Subject);
    }

    public void Remove(string subject)
    {
        if (_bySubject.Remove(subject, out var entry)) _order.Remove(entry);
    }
}
