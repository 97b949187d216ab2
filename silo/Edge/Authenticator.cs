using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Grains.Routing;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Edge;

/// <summary>Proves by digest (RFC 3261 §22, RFC 8760) as which account of a site a request comes.</summary>
internal sealed class Authenticator(DigestServer digest)
{
    // Unknown names are checked against this, so that they cost as much time as known ones.
    private static readonly byte[] NobodysPassword = Guid.NewGuid().ToByteArray();

    /// <summary>
    /// The account whose password the request proves. Otherwise the request is answered 401, for wrong passwords and unknown
    /// names alike: a stranger learns nothing from it.
    /// </summary>
    public bool TryAuthenticate(in IncomingRequest incoming, SiteRoutes site, out Account account)
    {
        var request = incoming.Message;
        Span<byte> realm = stackalloc byte[256];
        realm = realm[..RealmOf(site, realm)];
        var stale = false;
        account = default;
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name is not (HeaderName.Authorization or HeaderName.ProxyAuthorization)) continue;
            if (!DigestResponse.TryParse(request[field.Value], out var response)) continue;
            var claimed = Find(site, response.Username);
            var password = claimed.Password ?? NobodysPassword;
            var verdict = digest.Verify(response, request[request.MethodText], request[request.RequestUri], realm, response.Username, password);
            if (verdict == DigestVerdict.Ok && claimed.Password is not null)
            {
                account = claimed;
                return true;
            }
            stale |= verdict is DigestVerdict.StaleNonce or DigestVerdict.ReplayedNonceCount;
        }
        Challenge(incoming, realm, stale);
        return false;
    }

    private void Challenge(in IncomingRequest incoming, ReadOnlySpan<byte> realm, bool stale)
    {
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, 401);
        digest.WriteChallenges(ref writer, proxy: false, realm, stale);
        writer.End(default);
        incoming.Send(writer.Written);
    }

    private static Account Find(SiteRoutes site, ReadOnlySpan<byte> username)
    {
        if (Number.TryParseDialled(username, out var number) && site.FindNumber(number) is { Kind: Contracts.Sites.LocalNumberKind.Extension, Secret: not null } phone)
            return new Account(site, phone, null);
        return site.FindConnectorByUsername(username) is { Type: ConnectionType.Password, Enabled: true } connector
            ? new Account(site, null, connector)
            : default;
    }

    private static int RealmOf(SiteRoutes site, Span<byte> realm) => Encoding.UTF8.TryGetBytes(site.Realm, realm, out var length) ? length : 0;
}
