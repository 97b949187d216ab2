using System.Collections.Immutable;
using System.Net;
using static SystemConnector.Api.RemoteKits.KitText;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Kamailio 5.5 and later with the kamailio.cfg that it comes with, whose routes LOCATION and RELAY are used.</summary>
internal static class KamailioKit
{
    // The group of our addresses in dispatcher and permissions.
    private const int Group = 5001;

    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts)
    {
        var word = facts.Name.Replace('-', '_').ToUpperInvariant();
        var knowsOurAddress = !facts.HasPassword || facts.TheyRegister;
        var steps = ImmutableArray.CreateBuilder<KitStep>();
        steps.Add(new KitStep(
            "Where we are", KitPlace.File, "/etc/kamailio/dispatcher.list", $"{Group} {Uri(facts)} 0 0 name={facts.Name}",
            "Kamailio asks us with OPTIONS whether we are there, and sends no calls while we are not."));
        if (knowsOurAddress)
            steps.Add(new KitStep(
                "Who we are", KitPlace.File, "/etc/kamailio/address.list", $"{Group} {Address(facts.Host)} 0 {facts.Name}",
                "Our calls are known by our address."));
        steps.Add(new KitStep(
            "Modules", KitPlace.File, "/etc/kamailio/kamailio.cfg, after the other modparam lines; leave out what is loaded there already",
            Modules(facts, knowsOurAddress), "What the routes below need."));
        if (facts is { HasPassword: true, WeRegister: true })
            steps.Add(new KitStep(
                "Account", KitPlace.Prompt, "shell", $"kamctl add {Shell(facts.Username!)} {Shell(Password)}",
                "We register with this account, and our calls prove to be of it (WITH_AUTH in kamailio.cfg)."));
        if (facts.TheyRegister)
            steps.Add(new KitStep(
                "Account", KitPlace.Prompt, "the SQL client of Kamailio's database", Registration(facts),
                "Kamailio registers with us; the realm must be the one of our challenge, or it is not answered."));
        steps.Add(new KitStep(
            "Routes", KitPlace.File, "/etc/kamailio/kamailio.cfg, at the end", Routes(facts, word, knowsOurAddress),
            "Our numbers go to us, and our calls reach the far end's own numbers only."));
        steps.Add(new KitStep(
            "Use them", KitPlace.File, "/etc/kamailio/kamailio.cfg, in request_route before route(AUTH)" + (knowsOurAddress ? "" : "; TO behind it"),
            (knowsOurAddress ? $"route(FROM_{word});\n" : "") + $"route(TO_{word});", "Both routes leave everything else as it was."));
        steps.Add(new KitStep(
            "Take it over", KitPlace.Prompt, "shell", "kamailio -c && systemctl restart kamailio", "Kamailio reads its routes when it starts; the first command finds what was mistyped."));
        return new RemoteKit(
            steps.ToImmutable(),
            facts.TheyRegister
                ? new KitVerification($"kamcmd uac.reg_info l_uuid {facts.Name}", "flags has 4, registered; diff_expires counts down. kamcmd dispatcher.list shows FLAGS: AP for us.")
                : new KitVerification("kamcmd dispatcher.list", $"The destination {Uri(facts)} has FLAGS: AP, active and probed."),
            [.. Notes(facts)]);
    }

    private static string Uri(KitFacts facts) => facts.Transport == "udp" ? $"sip:{facts.HostPort}" : $"sip:{facts.HostPort};transport={facts.Transport}";

    private static string Address(string host) => IPAddress.TryParse(host, out var address) ? $"{host}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}" : AddressOf(host);

    private static string Modules(KitFacts facts, bool knowsOurAddress)
    {
        List<string> lines =
        [
            "loadmodule \"dispatcher.so\"",
            "modparam(\"dispatcher\", \"list_file\", \"/etc/kamailio/dispatcher.list\")",
            "modparam(\"dispatcher\", \"ds_probing_mode\", 1)",
            "modparam(\"dispatcher\", \"ds_ping_interval\", 30)",
        ];
        if (knowsOurAddress)
            lines.AddRange(["loadmodule \"permissions.so\"", "modparam(\"permissions\", \"address_file\", \"/etc/kamailio/address.list\")"]);
        if (facts.HasPassword)
            lines.AddRange(
            [
                "loadmodule \"uac.so\"", "modparam(\"uac\", \"auth_username_avp\", \"$avp(sc_user)\")",
                "modparam(\"uac\", \"auth_password_avp\", \"$avp(sc_password)\")", "modparam(\"uac\", \"auth_realm_avp\", \"$avp(sc_realm)\")",
            ]);
        if (facts.TheyRegister)
            lines.AddRange(
            [
                "modparam(\"uac\", \"reg_db_url\", DBURL)", "modparam(\"uac\", \"reg_timer_interval\", 10)", "modparam(\"uac\", \"reg_retry_interval\", 60)",
                $"modparam(\"uac\", \"reg_contact_addr\", {Cfg(facts.FarAddress)})",
            ]);
        return string.Join('\n', lines);
    }

    private static string Registration(KitFacts facts)
    {
        (string Column, string Value)[] row =
        [
            ("l_uuid", facts.Name), ("l_username", facts.Username!), ("l_domain", facts.FarAddress.Split(':')[0]),
            ("r_username", facts.Username!), ("r_domain", UriHost(facts.Host)), ("realm", facts.Realm),
            ("auth_username", facts.Username!), ("auth_password", Password), ("auth_proxy", Uri(facts)),
        ];
        return $"""
            INSERT INTO uacreg ({string.Join(", ", row.Select(static field => field.Column))}, expires)
            VALUES ({string.Join(", ", row.Select(static field => Sql(field.Value)))}, 600);
            """;
    }

    private static string Routes(KitFacts facts, string word, bool knowsOurAddress)
    {
        var credentials = !facts.HasPassword ? "" : $"""

                $avp(sc_user) = {Cfg(facts.Username!)};
                $avp(sc_password) = {Cfg(Password)};
                $avp(sc_realm) = {Cfg(facts.Realm)};
                t_on_failure("AUTH_{word}");
            """;
        var to = $$"""
            route[TO_{{word}}] {
                if (!is_method("INVITE|MESSAGE") || has_totag()) return;
                if (!($rU =~ "{{NumberPattern.Regex(facts.Ours.Patterns)}}")) return;
                if (!ds_select_dst("{{Group}}", "4")) {
                    send_reply("503", "Trunk Down");
                    exit;
                }
                $rd = {{Cfg(UriHost(facts.Host))}};
                $rp = $null;{{credentials}}
                record_route();
                route(RELAY);
                exit;
            }
            """;
        var challenge = !facts.HasPassword ? "" : $$"""


            failure_route[AUTH_{{word}}] {
                if (t_is_canceled()) exit;
                if (t_check_status("401|407") && uac_auth()) {
                    route(RELAY);
                }
            }
            """;
        var from = !knowsOurAddress ? "" : $$"""


            route[FROM_{{word}}] {
                if (is_method("REGISTER") || has_totag() || !allow_source_address("{{Group}}")) return;
                if (is_method("OPTIONS") || $rU == $null) return;
                if (!($rU =~ "{{NumberPattern.Regex(facts.Theirs)}}")) {
                    send_reply("404", "Not Found");
                    exit;
                }
                record_route();
                route(LOCATION);
                exit;
            }
            """;
        return to + challenge + from;
    }

    /// <summary>A string literal of kamailio.cfg.</summary>
    private static string Cfg(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Shell(string text) => $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        if (facts is { HasPassword: true, WeRegister: true, SendsTrunkUser: false })
            yield return "The kamailio.cfg that Kamailio comes with refuses a caller whose From is not the account's name: set the connector's caller identity to TRUNK_USER, or check with auth_check(\"$fd\", \"subscriber\", \"0\") there.";
        if (!IPAddress.TryParse(facts.Host, out _) && !(facts is { HasPassword: true, WeRegister: true }))
            yield return $"A list of addresses has no names: type the address that our calls come from in place of {AddressOf(facts.Host)}, as 192.0.2.1/32.";
        if (facts.HasPassword)
            yield return "kamailio.cfg and the database hold the password in the clear: let only Kamailio read them.";
        yield return $"{Group} is the group of our addresses: choose another where it is taken.";
    }
}
