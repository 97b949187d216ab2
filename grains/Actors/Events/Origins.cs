using System.Runtime.InteropServices;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>Which events of each origin were seen: they come in order, so the last number says it.</summary>
internal sealed class Origins
{
    // An origin is a life of a node. Forgetting one costs that what it says again is taken for new.
    private const int Most = 10_000;

    private readonly Dictionary<Guid, long> _last = [];

    /// <summary>Notes an event, and says what it is to whoever saw those before.</summary>
    public Novelty Note(EventEnvelope envelope)
    {
        if (_last.Count >= Most) _last.Clear();
        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_last, envelope.Origin, out var isKnown);
        if (isKnown && envelope.Number <= last) return Novelty.Repeat;
        var novelty = isKnown && envelope.Number != last + 1 ? Novelty.NewAfterLoss : Novelty.New;
        last = envelope.Number;
        return novelty;
    }
}

/// <summary>What an event is to whoever saw those before.</summary>
internal enum Novelty
{
    New,
    Repeat,

    /// <summary>It is new, and some of the same origin before it never came.</summary>
    NewAfterLoss,
}
