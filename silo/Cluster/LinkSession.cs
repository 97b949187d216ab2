using System.Security.Cryptography;
using System.Text;

namespace SystemConnector.Silo.Cluster;

/// <summary>
/// What this life of the node has with one life of another: neither opens what was sealed between other lives, and what was sealed between
/// these two is taken once. So whoever recorded datagrams can do nothing with them.
/// </summary>
internal sealed class LinkSession(string own, string other, TimeProvider time)
{
    /// <summary>How long a node is taken to be there without a word.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(2.5);

    private long _heardAt = time.GetTimestamp(), _answeredAt, _sequence;
    private volatile bool _hasAnswered;

    /// <summary>The address of the other's silo: another one in each life.</summary>
    public string Silo => other;

    /// <summary>What is sealed for the other belongs to this.</summary>
    public byte[] Outward { get; } = Context(own, other);

    /// <summary>What the other seals for us belongs to this.</summary>
    public byte[] Inward { get; } = Context(other, own);

    /// <summary>What was taken already. Used by the link's thread.</summary>
    public ReplayWindow Taken { get; } = new();

    /// <summary>False when it was not heard of for a while; one that is new has that while before it.</summary>
    public bool IsHeard => time.GetElapsedTime(Volatile.Read(ref _heardAt)) < Patience;

    /// <summary>True when it answered lately, which it does while it counts this node among the living.</summary>
    public bool IsWitness => _hasAnswered && time.GetElapsedTime(Volatile.Read(ref _answeredAt)) < Patience;

    /// <summary>The number of the next message.</summary>
    public ulong NextSequence() => (ulong)Interlocked.Increment(ref _sequence);

    /// <summary>Something new came of it: a node whose pongs wait behind its SIP is there all the same.</summary>
    public void Heard() => Volatile.Write(ref _heardAt, time.GetTimestamp());

    /// <summary>
    /// It answered a ping. For a witness counts when the ping was sent: answers that waited in a socket while the process stood still are
    /// as old as they are.
    /// </summary>
    public void Answered(long pingSentAt)
    {
        if (pingSentAt < Volatile.Read(ref _answeredAt) && _hasAnswered) return;
        Volatile.Write(ref _answeredAt, Math.Min(pingSentAt, time.GetTimestamp()));
        _hasAnswered = true;
    }

    private static byte[] Context(string from, string to) => SHA256.HashData(Encoding.UTF8.GetBytes($"{LinkSeal.Version} {from} {to}"));
}
