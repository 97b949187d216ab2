using System.Text;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Why;

/// <summary>Says why a caller is nobody as the configuration stands now, and what to do. Pure.</summary>
internal static class UnmatchedReasons
{
    /// <summary>True when a phone or connector of the site has the username.</summary>
    public static bool IsKnown(SiteRoutes site, string username) => Find(site, username) is not (null, null);

    /// <summary>The reason, a sentence with advice, and the connector that it names.</summary>
    public static (UnmatchedReason Reason, string Text, ConnectorId? Connector) Of(
        ConfiguredSources sources, in TransportAddress source, SiteId? siteId, string? username, string? realm)
    {
        var address = source.ToIPAddress();
        if (siteId is not { } id || sources.Table.FindSite(id) is not { } site)
            return (UnmatchedReason.SiteUnknown, "It names no SIP domain of a site, and no site is the default: add the domain to a site.", null);

        if (username is not null)
        {
            var (phone, connector) = Find(site, username);
            if (connector is { Enabled: false })
                return (UnmatchedReason.ConnectorDisabled, $"\"{username}\" is the username of connector \"{connector.Name}\", which is disabled: enable it.", connector.Id);
            if (phone is null && connector is null)
                return (UnmatchedReason.UsernameUnknown, $"Nobody of site \"{site.Name}\" has the username \"{username}\": correct it at the far side, or create a connector or extension with it.", null);
            var whose = connector is null ? $"extension {phone!.Number}" : $"connector \"{connector.Name}\"";
            return realm is not null && realm != site.Realm
                ? (UnmatchedReason.RealmDiffers, $"It answers for realm \"{realm}\" as {whose}, and our realm is \"{site.Realm}\": let the far side take the realm from our challenge.", connector?.Id)
                : (UnmatchedReason.WrongPassword, $"The password that it shows for {whose} is wrong: make it the same on both sides.", connector?.Id);
        }

        var disabled = default(ConnectorRoute);
        var isElsewhere = false;
        foreach (var connector in sources.Find(source))
        {
            if (connector.Site != id)
            {
                isElsewhere |= connector.Enabled;
                continue;
            }
            if (connector.Enabled)
                return (UnmatchedReason.AddressUnknown, $"Connector \"{connector.Name}\" has the address {address} by now: its next call is let in.", connector.Id);
            disabled ??= connector;
        }
        // Those of one site are not told what another's connectors are.
        if (isElsewhere) return (UnmatchedReason.AddressUnknown, $"The address {address} is one of another site by now: its next call belongs there.", null);
        return disabled is not null
            ? (UnmatchedReason.ConnectorDisabled, $"Connector \"{disabled.Name}\" has the address {address} and is disabled: enable it.", disabled.Id)
            : (UnmatchedReason.AddressUnknown, $"No connector has the address {address}, and it showed no username: assign it to a connector, or set username and password at the far side.", null);
    }

    private static (LocalRoute? Phone, ConnectorRoute? Connector) Find(SiteRoutes site, string username)
    {
        var utf8 = Encoding.UTF8.GetBytes(username);
        var phone = Number.TryParseDialled(utf8, out var number) && site.FindNumber(number) is { Kind: Contracts.Sites.LocalNumberKind.Extension } found ? found : null;
        return (phone, site.FindConnectorByUsername(utf8));
    }
}
