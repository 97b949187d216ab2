using System.Collections.Immutable;
using System.Net;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.RemoteKits;

/// <summary>What is to be known or mended whatever stands at the far end.</summary>
internal static class KitNotes
{
    private const int MostListed = 10;

    /// <summary>The notes, in the order in which they matter.</summary>
    public static ImmutableArray<string> On(KitFacts facts, Connector connector, NodeContact contact, Site? site) =>
        [.. All(facts, connector, contact, site).OfType<string>()];

    private static IEnumerable<string?> All(KitFacts facts, Connector connector, NodeContact contact, Site? site)
    {
        // 1. Our address.
        yield return contact.Port is null
            ? $"This node does not listen on {facts.Transport.ToUpperInvariant()}: add {facts.Transport}:0.0.0.0:{facts.Port} to Sip:Listen, or choose another transport for the connector."
            : null;
        yield return Address(facts, contact);
        yield return site is { IsDefault: false } && !site.Domains.Contains(facts.Host)
            ? $"\"{site.Name}\" is not the default site, so a request must name one of its SIP domains to be taken as one for it: give the site a domain that leads to this node, and ask again."
            : null;

        // 2. Numbers.
        yield return facts.Ours.Ranges.IsEmpty
            ? $"The site has no local numbers that the far end could send: type them in place of {KitText.Numbers}, or add them and ask again."
            : null;
        yield return facts.Ours.HasGapsFilled
            ? "The site's numbers lie too scattered to be listed one by one: the patterns also match numbers between them that nobody has. Calls there are answered 404."
            : null;
        yield return facts.Ours.KeptThere is { IsEmpty: false } kept
            ? $"Left out, since the connector says that they live at the far end: {string.Join(", ", kept.Take(MostListed))}{(kept.Length > MostListed ? $" and {kept.Length - MostListed} more" : "")}."
            : null;

        // 3. How each knows the other.
        yield return facts.HasPassword
            ? $"Type the connector's password in place of {KitText.Password}: System Connector never shows it."
            : $"Calls from the far end are known by their source: {connector.Address}. Where they come from other addresses, add those to the connector.";
        yield return connector.Enabled ? null : "The connector is disabled: enable it before you verify.";
        yield return connector.NatTransformation
            ? null
            : "Where a NAT lies between the two systems, switch on NAT transformation of the connector.";
    }

    private static string? Address(KitFacts facts, NodeContact contact)
    {
        if (facts.Host == KitText.Host)
            return $"This node listens on all of its addresses and was told none that peers are to use: type the one under which the far end reaches it in place of {KitText.Host}, or set Sip:AdvertisedAddress and ask again.";
        if (!IPAddress.TryParse(facts.Host, out _))
            return $"{facts.Host} must lead to this node{(contact.Host is { } own && own != facts.Host ? $" ({own})" : "")}: check that the far end's DNS says so.";
        var far = facts.FarAddress.Split(':')[0];
        return KitText.IsPrivate(facts.Host) && !KitText.IsPrivate(far)
            ? $"{facts.Host} is a private address: a far end outside of this network does not reach it. If there is a public one, set Sip:AdvertisedAddress to it and ask again."
            : null;
    }
}
