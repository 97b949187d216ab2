using System.Collections.Immutable;

namespace SystemConnector.Contracts.Calls;

/// <summary>Why a caller was taken for nobody.</summary>
public enum UnmatchedReason
{
    /// <summary>No connector has its address, and it showed no credentials.</summary>
    AddressUnknown,

    /// <summary>A connector has its address, and is disabled.</summary>
    ConnectorDisabled,

    /// <summary>It names a user that nobody is.</summary>
    UsernameUnknown,

    /// <summary>It names a known user with a wrong password, or the user has none.</summary>
    WrongPassword,

    /// <summary>It answers the challenge of another realm.</summary>
    RealmDiffers,

    /// <summary>It names no site of ours, and no site is the default.</summary>
    SiteUnknown,
}

/// <summary>Callers that this node knew for nobody, from memory and bounded: those that came most often stay.</summary>
public interface IUnmatchedCallers
{
    /// <summary>All of them, those that came last first.</summary>
    ImmutableArray<UnmatchedCaller> All();

    /// <summary>Forgets who came from an address and meant this site or none: it was assigned to a connector of the site.</summary>
    void Forget(string source, SiteId site);
}

/// <summary>Somebody who tried to call and was nobody.</summary>
/// <param name="Id">Names the entry while it lasts.</param>
/// <param name="Source">The address from which it came.</param>
/// <param name="Port">The port from which it came last.</param>
/// <param name="Site">The site that it meant; null when there is none.</param>
/// <param name="Username">The username in its credentials; null when it showed none.</param>
/// <param name="From">The URI in From.</param>
/// <param name="To">The URI in To.</param>
/// <param name="Method">The method of its request.</param>
/// <param name="Reason">Why it was taken for nobody, as things stand now.</param>
/// <param name="Text">The same in words, with what to do.</param>
/// <param name="Connector">The connector that has its address or its username, when there is one.</param>
/// <param name="Count">How often it came.</param>
/// <param name="FirstSeen">When it came first.</param>
/// <param name="LastSeen">When it came last.</param>
[GenerateSerializer, Immutable, Alias("sc.UnmatchedCaller")]
public sealed record UnmatchedCaller(
    [property: Id(0)] long Id,
    [property: Id(1)] string Source,
    [property: Id(2)] int Port,
    [property: Id(3)] SiteId? Site,
    [property: Id(4)] string? Username,
    [property: Id(5)] string From,
    [property: Id(6)] string To,
    [property: Id(7)] string Method,
    [property: Id(8)] UnmatchedReason Reason,
    [property: Id(9)] string Text,
    [property: Id(10)] ConnectorId? Connector,
    [property: Id(11)] long Count,
    [property: Id(12)] DateTimeOffset FirstSeen,
    [property: Id(13)] DateTimeOffset LastSeen);
