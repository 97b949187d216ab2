using System.Text;
using SystemConnector.Grains.Routing;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Silo.Edge;

/// <summary>Proves by digest (RFC 3261 §22, RFC 8760) as which account of a site a request comes.</summary>
internal sealed class Authenticator(DigestServer digest, Md5Peers md5, AuthenticationFailures failures, DigestCounters counters, TimeProvider time)
{
    // Unknown names, and passwords that are not there, are checked against this, so that they cost as much time as known ones.
    private static readonly byte[] NobodysPassword = Guid.NewGuid().ToByteArray();

    // Each costs digests: more than proxies on the way add is nobody's call but an attack.
    private const int MostCredentials = 4;

    /// <summary>
    /// The account whose password the request proves, the one in force or, while it is being replaced, the one before. Otherwise the
    /// request is answered 401, for wrong passwords and unknown names alike: a stranger learns nothing from it.
    /// </summary>
    public bool TryAuthenticate(in IncomingRequest incoming, SiteRoutes site, out Account account)
    {
        var request = incoming.Message;
        Span<byte> realm = stackalloc byte[256];
        realm = realm[..RealmOf(site, realm)];
        var stale = false;
        ReadOnlySpan<byte> name = default;
        var checkedCredentials = 0;
        foreach (ref readonly var field in request.Fields)
        {
            if (field.Name is not (HeaderName.Authorization or HeaderName.ProxyAuthorization)) continue;
            if (checkedCredentials++ == MostCredentials) break;
            if (!DigestResponse.TryParse(request[field.Value], out var response)) continue;
            name = response.Username;
            var claimed = Account.Find(site, name);
            var md5Only = !digest.Offers(DigestAlgorithm.Md5) && md5.IsClaimed(site.Id, name, claimed);
            var verdict = Verify(request, realm, response, claimed, md5Only);
            counters.Count(verdict);
            if (verdict == DigestVerdict.Ok)
            {
                account = claimed;
                if (claimed.Connector is { } connector) Succeeded(incoming, connector);
                return true;
            }
            stale |= verdict is DigestVerdict.StaleNonce or DigestVerdict.ReplayedNonceCount;
            Failed(incoming, site, claimed, verdict, response, realm);
        }
        account = default;
        Challenge(incoming, site, realm, name, stale);
        return false;
    }

    private DigestVerdict Verify(SipMessage request, ReadOnlySpan<byte> realm, in DigestResponse response, in Account claimed, bool md5Only)
    {
        var verdict = Verify(request, realm, response, claimed.Password, md5Only);
        return verdict == DigestVerdict.WrongPassword
            ? Verify(request, realm, response, claimed.PreviousPassword(time.GetUtcNow()), md5Only)
            : verdict;
    }

    private DigestVerdict Verify(SipMessage request, ReadOnlySpan<byte> realm, in DigestResponse response, byte[]? password, bool md5Only)
    {
        var verdict = digest.Verify(
            response, request[request.MethodText], request[request.RequestUri], realm, response.Username, password ?? NobodysPassword, md5Only);
        return password is null && verdict == DigestVerdict.Ok ? DigestVerdict.WrongPassword : verdict;
    }

    private void Succeeded(in IncomingRequest incoming, ConnectorRoute connector)
    {
        failures.Succeeded(connector);
        md5.Proved(connector, incoming.Source.Remote);
    }

    private void Failed(
        in IncomingRequest incoming, SiteRoutes site, in Account claimed, DigestVerdict verdict, in DigestResponse response, ReadOnlySpan<byte> realm)
    {
        if (claimed.Connector is { } connector) failures.Failed(incoming, connector, verdict, response, realm);
        else if (!claimed.Exists && incoming.Message.Method == SipMethod.Register && Account.Find(site, RegisteredUser(incoming.Message)).Connector is { } meant)
            failures.WrongUsername(incoming, meant, response.Username);
    }

    private void Challenge(in IncomingRequest incoming, SiteRoutes site, ReadOnlySpan<byte> realm, ReadOnlySpan<byte> name, bool stale)
    {
        if (name.IsEmpty && incoming.Message.Method == SipMethod.Register) name = RegisteredUser(incoming.Message);
        var md5Only = md5.IsFrom(incoming.Source.Remote) || (!name.IsEmpty && md5.IsClaimed(site.Id, name, Account.Find(site, name)));
        counters.CountChallenge();
        var writer = incoming.Shard.Writer();
        incoming.BeginResponse(ref writer, 401);
        digest.WriteChallenges(ref writer, proxy: false, realm, stale, md5Only);
        writer.End(default);
        incoming.Send(writer.Written);
    }

    private static ReadOnlySpan<byte> RegisteredUser(SipMessage request) => SipUri.TryParse(request[request.To.Uri], out var to) ? to.User : default;

    private static int RealmOf(SiteRoutes site, Span<byte> realm) => Encoding.UTF8.TryGetBytes(site.Realm, realm, out var length) ? length : 0;
}
