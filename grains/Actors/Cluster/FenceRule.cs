namespace SystemConnector.Grains.Cluster;

/// <summary>What the database says of this node.</summary>
internal enum OwnMembership
{
    /// <summary>It did not answer in time.</summary>
    Silent,

    /// <summary>It does not know this node, as before it joined.</summary>
    Unknown,

    /// <summary>It counts this node among the living, be it that it is leaving.</summary>
    Alive,

    /// <summary>The others declared this node dead; that is never taken back.</summary>
    Dead,
}

/// <summary>What one round found.</summary>
internal enum FenceVerdict
{
    /// <summary>Nobody says that this node counts.</summary>
    Unconfirmed,

    /// <summary>The database or most of the nodes say that it does.</summary>
    Confirmed,

    /// <summary>It does not, for good.</summary>
    Dead,
}

/// <summary>The one rule that says whether a node may act as the owner of its connectors.</summary>
/// <remarks>
/// 1. Declared dead, or forgotten after it was a member: never again, in this life of the process.
/// 2. Alive by the database: confirmed. A connector gets no other home before it says there that the former one is dead.
/// 3. The database is silent: confirmed by a quorum, that is, by so many other nodes that, with this one, they are more than half of
///    those known last. Of the parts of a cluster that was cut apart at most one has it. A cluster of one is its own quorum.
/// A confirmation holds for <see cref="Lease"/> from the moment at which it was asked for.
/// </remarks>
internal static class FenceRule
{
    /// <summary>
    /// How long a confirmation holds: two rounds may fail. A node that is cut off is declared dead after three probes have failed, of a
    /// second or more each, so it is silent before its successor speaks. One that still reaches the database reads there of its death
    /// within a second; both speak for longer than that only if the database goes away in that very second, and then not beyond this.
    /// </summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(2.5);

    /// <summary>What a round's findings mean.</summary>
    /// <param name="database">What the database says.</param>
    /// <param name="wasMember">Whether it ever said that this node is alive.</param>
    /// <param name="others">How many other nodes there were, as known last.</param>
    /// <param name="heard">How many of them say now that they count this one among the living.</param>
    public static FenceVerdict Of(OwnMembership database, bool wasMember, int others, int heard) => database switch
    {
        OwnMembership.Dead => FenceVerdict.Dead,
        OwnMembership.Unknown => wasMember ? FenceVerdict.Dead : FenceVerdict.Unconfirmed,
        OwnMembership.Alive => FenceVerdict.Confirmed,
        _ => wasMember && (heard + 1) * 2 > others + 1 ? FenceVerdict.Confirmed : FenceVerdict.Unconfirmed,
    };
}
