using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Silo.Edge;

/// <summary>Who has a user name and a password at a site: an extension, or a connector of the password type.</summary>
internal readonly record struct Account(SiteRoutes Site, LocalRoute? Phone, ConnectorRoute? Connector)
{
    /// <summary>Who has a user name at a site; nobody when no extension with a password and no enabled connector of the password type has it.</summary>
    public static Account Find(SiteRoutes site, ReadOnlySpan<byte> username)
    {
        if (Number.TryParseDialled(username, out var number) && site.FindNumber(number) is { Kind: LocalNumberKind.Extension, Secret: not null } phone)
            return new Account(site, phone, null);
        return site.FindConnectorByUsername(username) is { Type: ConnectionType.Password, Enabled: true } connector
            ? new Account(site, null, connector)
            : default;
    }

    /// <summary>True when somebody has the name.</summary>
    public bool Exists => Phone is not null || Connector is not null;

    /// <summary>The password in UTF-8; null when there is none, so that nobody can prove to be it.</summary>
    public byte[]? Password => Phone is not null ? Phone.Secret : Connector?.Password;

    /// <summary>The password before it, while both are taken; null otherwise.</summary>
    public byte[]? PreviousPassword(DateTimeOffset now) =>
        Connector?.PreviousPassword is { } previous && now < previous.Until ? previous.Password : null;

    /// <summary>The key of its address of record.</summary>
    public string AddressOfRecord => Phone is not null ? Phone.AddressOfRecord : AddressOfRecordKey.Of(Site.Id, Connector!.Username!);
}
