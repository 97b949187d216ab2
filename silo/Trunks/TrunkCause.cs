using System.Text;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Sip.Authentication;
using SystemConnector.Sip.Messages;

namespace SystemConnector.Silo.Trunks;

/// <summary>
/// What is wrong with a trunk and what to do, in one sentence for a person each. Of what the far side wrote only the realm is
/// repeated, and never one that holds the password.
/// </summary>
internal static class TrunkCause
{
    private const int LongestRealm = 64;

    /// <summary>The name has no address.</summary>
    public static string NameUnknown(string host, string detail) =>
        $"The name {host} cannot be resolved ({detail}); correct the address of this connector, or the DNS. It is asked for again every {Text(Resolver.RetryInterval)}.";

    /// <summary>The DNS did not answer.</summary>
    public static string DnsSilent(string host) =>
        $"The DNS did not answer for {host} within {Text(Resolver.Timeout)}; check this node's DNS servers. They are asked again every {Text(Resolver.RetryInterval)}.";

    /// <summary>No transport leads there.</summary>
    public static string NoTransport(Trunk trunk, bool isIPv6) =>
        $"This node does not listen on {Protocol(trunk)} over {(isIPv6 ? "IPv6" : "IPv4")}, so it cannot reach {Peer(trunk)}; add it to Sip:Listen or choose another transport.";

    /// <summary>The system refuses to send.</summary>
    public static string CannotSend(Trunk trunk) =>
        $"Nothing can be sent to {Peer(trunk)} over {Protocol(trunk)}; check this node's network and the address of this connector.";

    /// <summary>Nobody answers OPTIONS.</summary>
    public static string OptionsUnanswered(Trunk trunk) =>
        $"{Peer(trunk)} does not answer over {Protocol(trunk)}; check that it is running, its address, and the firewalls between. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>The far side says that it cannot work.</summary>
    public static string OptionsRefused(Trunk trunk, int status) =>
        $"{Peer(trunk)} answers {Phrase(status)}, which means that it cannot take calls now; look there. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>Calls get no answer.</summary>
    public static string CallsUnanswered(Trunk trunk) =>
        $"{Peer(trunk)} does not answer calls; check that it is running and the firewalls between. It is asked again every {Text(Health.DownInterval)}.";

    /// <summary>Nobody answers REGISTER.</summary>
    public static string RegisterUnanswered(Trunk trunk) =>
        $"{Peer(trunk)} does not answer our registration over {Protocol(trunk)}; check its address, and that it takes registrations.";

    /// <summary>An answer to REGISTER that says nothing about username and password.</summary>
    public static string RegisterRefused(Trunk trunk, int status) => status switch
    {
        405 or 501 => $"{Peer(trunk)} takes no registrations ({Phrase(status)}); switch registering off for this connector, or correct its address.",
        _ => $"{Peer(trunk)} answers our registration with {Phrase(status)}; look at its log for the reason.",
    };

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
        return $", realm \"{Encoding.ASCII.GetString(realm)}\"";
    }

    private static string Peer(Trunk trunk) => Encoding.ASCII.GetString(trunk.HostPort.Span);

    private static string Protocol(Trunk trunk) => trunk.Configuration.Transport == TrunkTransport.Tcp ? "TCP" : "UDP";

    private static string Phrase(int status) => $"{status} {Encoding.ASCII.GetString(ReasonPhrases.Of(status))}";

    private static string Text(TimeSpan time) => $"{(int)time.TotalSeconds} s";
}
