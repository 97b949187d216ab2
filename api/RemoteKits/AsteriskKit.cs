namespace SystemConnector.Api.RemoteKits;

/// <summary>Asterisk 16 and later, with pjsip_wizard.conf.</summary>
internal static class AsteriskKit
{
    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts)
    {
        // An account that registers is found by the user in the REGISTER, which must be the section's name.
        var section = facts is { HasPassword: true, WeRegister: true } ? facts.UserWord : facts.Name;
        var context = $"from-{facts.Name}";
        return new RemoteKit(
            [
                new KitStep("Trunk", KitPlace.File, "/etc/asterisk/pjsip_wizard.conf", Trunk(facts, section, context), Why(facts)),
                new KitStep(
                    "Calls to us", KitPlace.File, "/etc/asterisk/extensions.conf, in the context of the phones",
                    Lines(facts.Ours.Patterns, pattern => $"exten => {pattern.Asterisk},1,Dial(PJSIP/${{EXTEN}}@{section})"),
                    "Our numbers go over the trunk, and no others do."),
                new KitStep(
                    "Calls from us", KitPlace.File, "/etc/asterisk/extensions.conf",
                    $"[{context}]\n" + Lines(facts.Theirs, static pattern => $"exten => {pattern.Asterisk},1,Dial(PJSIP/${{EXTEN}},30)"),
                    "A context of its own lets our calls reach phones, and neither outside lines nor feature codes; where endpoints are not named as their numbers, dial them here as the phones' context does."),
                new KitStep(
                    "Take it over", KitPlace.Prompt, "shell", "asterisk -rx \"module reload res_pjsip_config_wizard.so\"\nasterisk -rx \"dialplan reload\"",
                    "Both files are read anew; calls go on."),
            ],
            facts.TheyRegister
                ? new KitVerification("asterisk -rx \"pjsip show registrations\"", $"The line of {section} says Registered.")
                : new KitVerification($"asterisk -rx \"pjsip show endpoint {section}\"", "The line that begins with Contact says Avail and a round trip in milliseconds."),
            [.. Notes(facts)]);
    }

    private static string Trunk(KitFacts facts, string section, string context)
    {
        List<string> lines = [$"[{section}]", "type = wizard"];
        if (facts.Transport != "udp") lines.Add($"transport = transport-{facts.Transport}");
        if (facts.HasPassword)
        {
            lines.AddRange(["sends_auth = yes", $"outbound_auth/username = {facts.Username}", $"outbound_auth/password = {KitText.Password}"]);
        }
        if (facts is { HasPassword: true, WeRegister: true })
        {
            lines.AddRange(
            [
                "accepts_auth = yes", $"inbound_auth/username = {facts.Username}", $"inbound_auth/password = {KitText.Password}",
                "accepts_registrations = yes", "aor/max_contacts = 4", "aor/remove_existing = yes",
            ]);
        }
        else
        {
            lines.AddRange([$"remote_hosts = {facts.HostPort}", $"contact_pattern = {Uri(facts, "sip:${REMOTE_HOST}")}"]);
        }
        if (facts.TheyRegister)
        {
            lines.AddRange(
            [
                "sends_registrations = yes",
                $"server_uri_pattern = {Uri(facts, "sip:${REMOTE_HOST}")}", $"client_uri_pattern = {Uri(facts, "sip:${USERNAME}@${REMOTE_HOST}")}",
                "registration/auth_rejection_permanent = no", "registration/retry_interval = 30", "registration/forbidden_retry_interval = 300",
                "registration/fatal_retry_interval = 300", "registration/max_retries = 1000000", "registration/expiration = 600",
            ]);
        }
        lines.AddRange(
        [
            $"endpoint/context = {context}", "endpoint/allow = !all,alaw,ulaw", "endpoint/direct_media = no", "endpoint/rtp_symmetric = yes",
            "endpoint/force_rport = yes", "endpoint/rewrite_contact = yes", "aor/qualify_frequency = 30",
        ]);
        if (facts.SendsTrunkUser) lines.Add("endpoint/trust_id_inbound = yes");
        return string.Join('\n', lines);
    }

    /// <summary>A semicolon begins a comment there.</summary>
    private static string Uri(KitFacts facts, string uri) => facts.Transport == "udp" ? uri : $"{uri}\\;transport={facts.Transport}";

    private static string Why(KitFacts facts) => facts switch
    {
        { HasPassword: false } => "The trunk is known by our address in both directions; nobody registers.",
        { WeRegister: true } => "We register with this account; its calls to us answer our challenge with the same one.",
        _ => "Asterisk registers with us and never gives up; its calls answer our challenge, ours are known by our address.",
    };

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        if (facts.Transport != "udp")
            yield return $"transport-{facts.Transport} is the name of a transport in pjsip.conf (type = transport, protocol = {facts.Transport}): use the one that is there, or add one.";
        if (facts is { HasPassword: true, WeRegister: true, SendsTrunkUser: false })
            yield return "Asterisk finds the account of a call by its From, which carries the caller's extension: set the connector's caller identity to TRUNK_USER; Asterisk then shows the extension from P-Asserted-Identity.";
        if (facts.HasPassword && facts.UserWord != facts.Username)
            yield return $"The username {facts.Username} has symbols that a section of pjsip_wizard.conf should not have: give the connector one of letters, digits, '-' and '_'.";
        if (facts.HasPassword)
            yield return "A semicolon in the password is written \\; there, since it begins a comment otherwise.";
        yield return "Where Asterisk is behind a NAT: external_media_address, external_signaling_address and local_net belong into its transport in pjsip.conf.";
    }

    private static string Lines(IEnumerable<NumberPattern> patterns, Func<NumberPattern, string> line) => string.Join('\n', patterns.Select(line));
}
