using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Cisco Unified Border Element on IOS XE 16 and later.</summary>
internal static class CiscoCubeKit
{
    // One number for everything of this trunk; the note says to choose another where it is taken.
    private const int Tag = 5001, TagIn = 5002;

    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts)
    {
        var steps = ImmutableArray.CreateBuilder<KitStep>();
        steps.Add(Config(
            "Let us in",
            $"voice service voip\n ip address trusted list\n  {Trusted(facts.Host)}\n allow-connections sip to sip",
            "Calls from addresses that are not on this list are refused without a word."));
        if (facts.HasPassword)
            steps.Add(Config(
                "Account",
                $"""
                sip-ua
                 credentials username {facts.Username} password 0 {KitText.Password} realm {facts.Realm}
                 authentication username {facts.Username} password 0 {KitText.Password} realm {facts.Realm}
                 registrar {Target(facts)} expires 3600{Tcp(facts)}
                """,
                "CUBE registers with us, and its calls answer our challenge with the same account."));
        steps.Add(Config("Calls to us", ToUs(facts), "Our numbers go to this node, whose health CUBE asks for with OPTIONS."));
        steps.Add(Config("Calls from us", FromUs(facts), "Our calls are taken for the far end's own numbers only."));
        return new RemoteKit(
            steps.ToImmutable(),
            facts.HasPassword
                ? new KitVerification("show sip-ua register status", $"The line of {facts.Username} says yes under reg; show dial-peer voice summary says active under KEEPALIVE for {Tag}.")
                : new KitVerification("show dial-peer voice summary", $"The line of {Tag} says up, and active under KEEPALIVE."),
            [.. Notes(facts)]);
    }

    private static KitStep Config(string title, string text, string why) => new(title, KitPlace.Prompt, "configure terminal", text, why);

    private static string ToUs(KitFacts facts) => $"""
        voice class e164-pattern-map {Tag}
        {Patterns(facts.Ours.Patterns)}
        voice class codec {Tag}
         codec preference 1 g711alaw
         codec preference 2 g711ulaw
        dial-peer voice {Tag} voip
         description {facts.Name}
         destination e164-pattern-map {Tag}
         session protocol sipv2
         session target {Target(facts)}
         session transport {(facts.Transport == "tls" ? "tcp tls" : facts.Transport)}
         voice-class codec {Tag}
         voice-class sip options-keepalive up-interval 60 down-interval 30 retry 5
         dtmf-relay rtp-nte
         no vad
        """;

    private static string FromUs(KitFacts facts) => $"""
        voice class e164-pattern-map {TagIn}
        {Patterns(facts.Theirs)}
        dial-peer voice {TagIn} voip
         description {facts.Name}-in
         incoming called e164-pattern-map {TagIn}
         session protocol sipv2
         voice-class codec {Tag}
         dtmf-relay rtp-nte
         no vad
        """;

    private static string Patterns(ImmutableArray<NumberPattern> patterns) => string.Join('\n', patterns.Select(static pattern => $" e164 {pattern.Cisco}"));

    private static string Trusted(string host) => IPAddress.TryParse(host, out var address)
        ? address.AddressFamily == AddressFamily.InterNetwork ? $"ipv4 {host} 255.255.255.255" : $"ipv6 {host}/128"
        : $"ipv4 {KitText.AddressOf(host)} 255.255.255.255";

    private static string Target(KitFacts facts) => IPAddress.TryParse(facts.Host, out var address)
        ? address.AddressFamily == AddressFamily.InterNetwork ? $"ipv4:{facts.HostPort}" : $"ipv6:{facts.HostPort}"
        : $"dns:{facts.HostPort}";

    private static string Tcp(KitFacts facts) => facts.Transport switch { "udp" => "", "tls" => " tcp tls", var transport => $" {transport}" };

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        if (facts is { HasPassword: true, WeRegister: true })
            yield return "CUBE takes no registration of a trunk: switch off \"register\" of the connector. CUBE registers with us, as typed above.";
        if (!IPAddress.TryParse(facts.Host, out _))
            yield return $"The list of trusted addresses has no names: type the address that our calls come from in place of {KitText.AddressOf(facts.Host)}.";
        yield return $"{Tag} and {TagIn} are numbers of dial peers and voice classes: choose others where they are taken. Save with write memory.";
        if (facts.Transport == "tls")
            yield return "For TLS, sip-ua needs crypto signaling default trustpoint with a certificate, and a trustpoint that trusts the one of this node.";
    }
}
