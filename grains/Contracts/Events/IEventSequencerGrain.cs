using System.Collections.Immutable;
using Orleans.Concurrency;

namespace SystemConnector.Contracts.Events;

/// <summary>An event on its way between nodes.</summary>
/// <param name="Origin">A life of the node on which it happened.</param>
/// <param name="Number">Grows by one with each event of the origin.</param>
/// <param name="Payload">The event, serialised on its own: a node that does not know its kind passes over it and nothing else.</param>
[GenerateSerializer, Immutable, Alias("sc.EventEnvelope")]
public sealed record EventEnvelope([property: Id(0)] Guid Origin, [property: Id(1)] long Number, [property: Id(2)] byte[] Payload);

/// <summary>Events in their order.</summary>
/// <param name="Epoch">Names this life of the sequencer.</param>
/// <param name="First">The sequence of the first of them; of the next to come when there are none.</param>
/// <param name="Events">The events; their sequences have no gaps.</param>
[GenerateSerializer, Immutable, Alias("sc.EventPage")]
public sealed record EventPage([property: Id(0)] Guid Epoch, [property: Id(1)] long First, [property: Id(2)] ImmutableArray<EventEnvelope> Events);

/// <summary>Gives the events of all nodes one order and hands them to every node by long poll. One in the cluster. Key: 0.</summary>
[Alias("sc.IEventSequencerGrain")]
public interface IEventSequencerGrain : IGrainWithIntegerKey
{
    /// <summary>
    /// Takes events in, those that it has already left out. Nothing is taken in when the epoch is not the sequencer's: the node must say
    /// again first what it knows of the last epoch.
    /// </summary>
    /// <returns>The sequencer's epoch.</returns>
    [Alias("Publish"), AlwaysInterleave] Task<Guid> Publish(Guid epoch, ImmutableArray<EventEnvelope> events);

    /// <summary>Answers as soon as there is something after a sequence, or the epoch is another; at the latest after 2 s.</summary>
    [Alias("WaitForEvents"), AlwaysInterleave] Task<EventPage> WaitForEvents(Guid epoch, long after, CancellationToken cancellation);
}
