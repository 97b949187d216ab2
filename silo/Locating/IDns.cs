using System.Collections.Immutable;
using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>The types of records that a search asks for.</summary>
internal enum DnsType : byte
{
    A,
    Aaaa,
    Srv,
    Naptr,
}

/// <summary>Asks the DNS. The seam between the search and the network.</summary>
internal interface IDns
{
    /// <summary>
    /// The records of a name. It never throws: what goes wrong is a fault in the answer, and a cancellation is one that the DNS
    /// was silent.
    /// </summary>
    Task<DnsAnswer> Ask(string name, DnsType type, CancellationToken cancellation);
}

/// <summary>One answer. A name without records of the type is no fault: there are none in it.</summary>
/// <param name="Fault">What went wrong: none, no such name, or an outage.</param>
/// <param name="Answers">The answer section: records of the type, and aliases that lead to them.</param>
/// <param name="Additional">The additional section.</param>
internal sealed record DnsAnswer(LocateFault Fault, ImmutableArray<DnsRecord> Answers, ImmutableArray<DnsRecord> Additional)
{
    /// <summary>An answer that is none.</summary>
    public static DnsAnswer Failed(LocateFault fault) => new(fault, [], []);
}

/// <summary>A record. Names are in lower case without the dot at their end.</summary>
/// <param name="Name">Whose record.</param>
/// <param name="Lifetime">How long it may be used.</param>
internal abstract record DnsRecord(string Name, TimeSpan Lifetime);

/// <summary>A or AAAA.</summary>
internal sealed record AddressRecord(string Name, TimeSpan Lifetime, IPAddress Address) : DnsRecord(Name, Lifetime);

/// <summary>CNAME.</summary>
internal sealed record AliasRecord(string Name, TimeSpan Lifetime, string CanonicalName) : DnsRecord(Name, Lifetime);

/// <summary>SRV (RFC 2782); the target is empty where it is ".".</summary>
internal sealed record ServiceRecord(string Name, TimeSpan Lifetime, ushort Priority, ushort Weight, ushort Port, string Target) : DnsRecord(Name, Lifetime);

/// <summary>NAPTR (RFC 3403 §4).</summary>
internal sealed record PointerRecord(string Name, TimeSpan Lifetime, int Order, int Preference, string Flags, string Services, string Replacement) : DnsRecord(Name, Lifetime);
