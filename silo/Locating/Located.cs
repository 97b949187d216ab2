using System.Collections.Immutable;
using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>One address at which the service is spoken.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port.</param>
/// <param name="Rank">Of several, those with the lowest rank are meant to be used; the others when none of them answers.</param>
/// <param name="Name">The name whose address it is.</param>
internal readonly record struct LocatedTarget(IPAddress Address, int Port, int Rank, string Name);

/// <summary>What a search found.</summary>
internal abstract record Located
{
    /// <summary>Addresses in the order in which they are to be tried, at least one.</summary>
    /// <param name="Targets">The addresses.</param>
    /// <param name="Lifetime">How long they may be used without asking again.</param>
    internal sealed record Found(ImmutableArray<LocatedTarget> Targets, TimeSpan Lifetime) : Located;

    /// <summary>No address.</summary>
    /// <param name="Fault">Why.</param>
    /// <param name="Name">The name that was asked for.</param>
    internal sealed record NotFound(LocateFault Fault, string Name) : Located;
}

/// <summary>Why a question or a whole search found nothing.</summary>
internal enum LocateFault : byte
{
    None,

    /// <summary>There is no such name.</summary>
    NoSuchName,

    /// <summary>The name has no address of a family that this node reaches.</summary>
    NoAddress,

    /// <summary>The domain says that it does not offer the service (RFC 2782, target ".").</summary>
    NoService,

    /// <summary>The DNS server could not find out: SERVFAIL, or an answer that is none.</summary>
    ServerFailure,

    /// <summary>The DNS server does not answer us.</summary>
    Refused,

    /// <summary>No DNS server answered in time.</summary>
    Silent,

    /// <summary>This node has no DNS server.</summary>
    NoServer,
}

/// <summary>What the faults mean.</summary>
internal static class LocateFaults
{
    /// <summary>True when the DNS failed and says nothing about the name: what was known of it stays true.</summary>
    public static bool IsOutage(this LocateFault fault) => fault >= LocateFault.ServerFailure;
}
