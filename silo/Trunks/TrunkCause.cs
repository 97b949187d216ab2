using System.Net;
using System.Text;
using SystemConnector.Silo.Locating;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// What is wrong with a trunk and what to do, in one sentence for a person each. Of what the far side wrote only the realm is
/// repeated, and never one that holds the password.
/// </summary>
internal static class TrunkCause
{
    private const int LongestRealm = 64;

    /// <summary>The far side's name has no address.</summary>
    public static string NotLocated(Trunk trunk, Located.NotFound missing) => (missing.Fault switch
    {
        LocateFault.NoSuchName =>
            $"The name {missing.Name} cannot be resolved (there is no such name); correct the address of this connector, or the DNS.",
        LocateFault.NoAddress =>
            $"The name {missing.Name} cannot be resolved (it has no address over which this node speaks {Protocol(trunk)}); correct the address of this connector, or the DNS.",
        LocateFault.NoService =>
            $"{trunk.Configuration.Host} says in the DNS that it does not offer SIP over {Protocol(trunk)} ({missing.Name}); choose another transport, or give a port.",
        LocateFault.Refused =>
            $"The DNS server refuses to answer for {missing.Name}; check which servers this node asks (Dns:Servers).",
        LocateFault.Silent =>
            $"The DNS did not answer for {missing.Name} within {Text(Locator.Limit)}; check this node's DNS servers.",
        LocateFault.NoServer =>
            $"This node has no DNS server to ask for {missing.Name}; set Dns:Servers, or give an address instead of a name.",
        _ =>
            $"The DNS answers with an error (SERVFAIL) for {missing.Name}; check the name servers of that domain{(trunk.Configuration.Port == 0 ? ", or give a port, with which no SRV record is asked for" : "")}.",
    }) + $" It is asked again within {Text(Resolver.OutageInterval)}.";

    /// <summary>This node may not speak for its connectors.</summary>
    public const string Fenced =
        "This node reaches neither the database nor most of the other nodes, so it does not register or watch this trunk, which another node may have by now; check this node's network.";

    /// <summary>No transport leads there.</summary>
    public static string NoTransport(Trunk trunk, bool isIPv6) =>
        $"This node does not listen on {Protocol(trunk)} over {(isIPv6 ? "IPv6" : "IPv4")}, so it cannot reach {Peer(trunk)}; add it to Sip:Listen or choose another transport.";

    /// <summary>The system refuses to send.</summary>
    public static string CannotSend(Trunk trunk, in Flow flow) =>
        TlsCause(trunk) ?? $"Nothing can be sent to {Peer(trunk, flow)} over {Protocol(trunk)}; check this node's network and the address of this connector.";

    /// <summary>Nobody answers OPTIONS.</summary>
    public static string OptionsUnanswered(Trunk trunk, in Flow flow) =>
        TlsCause(trunk) ?? $"{Peer(trunk, flow)} does not answer over {Protocol(trunk)}; check that it is running, its address, and the firewalls between. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>The far side says that it cannot work.</summary>
    public static string OptionsRefused(Trunk trunk, in Flow flow, int status) =>
        $"{Peer(trunk, flow)} answers {Phrase(status)}, which means that it cannot take calls now; look there. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>Calls get no answer.</summary>
    public static string CallsUnanswered(Trunk trunk, in Flow flow) =>
        $"{Peer(trunk, flow)} does not answer calls; check that it is running and the firewalls between. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>Nobody answers REGISTER.</summary>
    public static string RegisterUnanswered(Trunk trunk) =>
        TlsCause(trunk) ?? $"{Peer(trunk)} does not answer our registration over {Protocol(trunk)}; check its address, and that it takes registrations.";

    /// <summary>An answer to REGISTER that says nothing about username and password.</summary>
    public static string RegisterRefused(Trunk trunk, int status) => status switch
    {
        405 or 501 => $"{Peer(trunk)} takes no registrations ({Phrase(status)}); switch registering off for this connector, or correct its address.",
        _ => $"{Peer(trunk)} answers our registration with {Phrase(status)}; look at its log for the reason.",
    };

    /// <summary>
    /// The registrar points elsewhere. It is not followed (RFC 3261 §8.1.3.4 leaves that to the client): calls, OPTIONS, the certificate
    /// and the credentials are for the address that was configured, and whoever answers there must not move them to another.
    /// </summary>
    public static string Redirected(int status, string to) => to.Length is 0 or > LongestRealm
        ? $"The far side says that we should register elsewhere ({Phrase(status)}), but not where; correct the address of this connector."
        : $"The far side says that we should register with {to} ({Phrase(status)}); set that as the address of this connector, if it is right.";

    /// <summary>Registered, but not with the password in force.</summary>
    public static string PreviousPassword(DateTimeOffset until) =>
        $"The far side still has the previous password of this connector, which is used until {until:yyyy-MM-dd HH:mm:ss} UTC; set the new one there before.";

    /// <summary>A challenge that we cannot answer.</summary>
    public static string UnknownChallenge(int status) =>
        $"The far side asks for a password in a way that is not known here ({status}); let it use Digest with MD5, SHA-256 or SHA-512-256.";

    /// <summary>The far side calls every answer stale.</summary>
    public static string AlwaysStale(int status) =>
        $"The far side calls each answer to its challenge outdated ({status}, stale); check its clock, and that one and the same server gets all our requests.";

    /// <summary>Username or password were refused.</summary>
    public static string Rejected(Trunk trunk, int status, DigestChallenge? answered)
    {
        var user = trunk.Configuration.Username;
        if (status == 404) return $"The far side knows no user {user} ({Phrase(status)}); correct the username here or add it there.";
        if (answered is null)
        {
            return $"The far side refuses to register {user} without having asked for a password ({Phrase(status)}); check there that this user may register, and from this address.";
        }
        return $"The far side refused the username or password of this connector ({Phrase(status)}, user {user}{Realm(trunk, answered)}, "
            + $"{Encoding.ASCII.GetString(DigestAlgorithms.Name(answered.Algorithm))}); correct them here or there.";
    }

    /// <summary>The realm of a challenge behind a comma; empty when it is unfit to be shown, or holds the password.</summary>
    public static string Realm(Trunk trunk, DigestChallenge challenge)
    {
        var realm = challenge.Realm;
        if (realm.Length is 0 or > LongestRealm || realm.ContainsAnyExceptInRange((byte)' ', (byte)'~')) return "";
        if (trunk.Configuration.Password is { Length: > 0 } password && realm.IndexOf(password) >= 0) return "";
        if (trunk.Configuration.PreviousPassword is { Password.Length: > 0 } previous && realm.IndexOf(previous.Password) >= 0) return "";
        return $", realm \"{Encoding.ASCII.GetString(realm)}\"";
    }

    private static string Peer(Trunk trunk) => Encoding.ASCII.GetString(trunk.HostPort.Span);

    /// <summary>With the address where it is not the one that was configured: of several one may be the one in trouble.</summary>
    private static string Peer(Trunk trunk, in Flow flow) =>
        IPAddress.TryParse(trunk.Configuration.Host, out _) ? Peer(trunk) : $"{Peer(trunk)} ({flow.Remote})";

    private static string Protocol(Trunk trunk) => Encoding.ASCII.GetString(trunk.Protocol.ViaName());

    private static string? TlsCause(Trunk trunk) => trunk.Peer?.Fault is { } fault ? Trunks.TlsCause.Of(fault, Peer(trunk), trunk.Peer) : null;

    private static string Phrase(int status) => $"{status} {Encoding.ASCII.GetString(ReasonPhrases.Of(status))}";

    private static string Text(TimeSpan time) => $"{(int)time.TotalSeconds} s";
}
