using System.Collections.Immutable;

namespace SystemConnector.Contracts.Registrations;

/// <summary>Where a registered phone or system can be reached.</summary>
/// <param name="Contact">The contact URI as registered.</param>
/// <param name="Path">The Path set in the order of the REGISTER (RFC 3327), each with its angle brackets, comma-separated; empty when none.</param>
/// <param name="Flow">The flow over which it registered, as the SIP edge writes it ("udp/127.0.0.1:5060/192.0.2.1:5060"); opaque to grains.</param>
/// <param name="Node">The node that has the flow.</param>
/// <param name="CallId">Call-ID of the REGISTER.</param>
/// <param name="CSeq">CSeq of the REGISTER.</param>
/// <param name="Expires">When the binding ends.</param>
/// <param name="UserAgent">What the peer says it is; may be empty.</param>
/// <param name="Preference">Its q value in thousandths: of several contacts of a far system the highest is called first.</param>
/// <param name="Instance">Which device it is, and which of its flows (+sip.instance and reg-id, RFC 5626); empty when it does not say.</param>
[GenerateSerializer, Immutable, Alias("sc.Binding")]
public sealed record Binding(
    [property: Id(0)] string Contact,
    [property: Id(1)] string Path,
    [property: Id(2)] string Flow,
    [property: Id(3)] string Node,
    [property: Id(4)] string CallId,
    [property: Id(5)] uint CSeq,
    [property: Id(6)] DateTimeOffset Expires,
    [property: Id(7)] string UserAgent,
    [property: Id(8)] int Preference = 1000,
    [property: Id(9)] string Instance = "");

/// <summary>How many contacts an address of record may have.</summary>
/// <param name="Most">So many.</param>
/// <param name="OldestGivesWay">
/// Over it: true to drop those that were refreshed longest ago, for a far system that comes from ever new addresses must not lock
/// itself out; false to refuse, for a phone that is told so is better than one that is not called.
/// </param>
[GenerateSerializer, Immutable, Alias("sc.ContactLimit")]
public readonly record struct ContactLimit([property: Id(0)] int Most, [property: Id(1)] bool OldestGivesWay)
{
    /// <summary>That of an extension: enough for a desk phone, a softphone and a few more.</summary>
    public static ContactLimit OfExtension => new(10, OldestGivesWay: false);
}

/// <summary>Bindings of an address of record after a change, or why the change was refused.</summary>
[GenerateSerializer, Immutable, Alias("sc.BindingsChanged")]
public sealed record BindingsChanged([property: Id(0)] BindingOutcome Outcome, [property: Id(1)] ImmutableArray<Binding> Bindings);

/// <summary>What a REGISTER came to.</summary>
public enum BindingOutcome
{
    /// <summary>The bindings are as asked.</summary>
    Accepted,

    /// <summary>The CSeq is not higher than that of the same Call-ID before (RFC 3261 §10.3 step 7).</summary>
    OutOfOrder,

    /// <summary>More contacts than the address of record may have.</summary>
    TooMany,

    /// <summary>The database does not answer.</summary>
    StorageUnavailable,
}

/// <summary>
/// Owns the bindings of one address of record. Key: "{site}/{user}", where user is an extension or a connector's username.
/// </summary>
[Alias("sc.IAddressOfRecordGrain")]
public interface IAddressOfRecordGrain : IGrainWithStringKey
{
    /// <summary>
    /// Adds, refreshes and (those whose Expires is not in the future) removes bindings in one step (RFC 3261 §10.3). A binding of the
    /// same device over the same flow takes the place of its former one, whatever its contact (RFC 5626 §6).
    /// </summary>
    [Alias("Register")] Task<BindingsChanged> Register(ImmutableArray<Binding> bindings, ContactLimit limit);

    /// <summary>Removes every binding ("Contact: *"), unless the CSeq is out of order.</summary>
    [Alias("Clear")] Task<BindingsChanged> Clear(string callId, uint cseq);

    /// <summary>Expiries that the edge extended for bindings which did not change otherwise; written behind.</summary>
    [Alias("Refresh")] Task Refresh(ImmutableArray<Binding> bindings);

    /// <summary>The bindings in force.</summary>
    [Alias("Get")] Task<ImmutableArray<Binding>> Get();
}

/// <summary>Writes the key of an <see cref="IAddressOfRecordGrain"/>.</summary>
public static class AddressOfRecordKey
{
    /// <summary>The key of a user of a site.</summary>
    public static string Of(SiteId site, string user) => $"{site}/{user}";

    /// <summary>Reads a key back.</summary>
    public static (SiteId Site, string User) Parse(string key) => (new SiteId(Guid.ParseExact(key.AsSpan(0, 32), "N")), key[33..]);
}
