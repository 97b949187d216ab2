namespace SystemConnector.Api.RemoteKits;

/// <summary>FreePBX 16 and later, with a chan_pjsip trunk.</summary>
internal static class FreePbxKit
{
    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts)
    {
        // With inbound authentication FreePBX takes the trunk's name for the username.
        var name = facts is { HasPassword: true, WeRegister: true } ? facts.UserWord : facts.Name;
        var context = $"from-{facts.Name}";
        return new RemoteKit(
            [
                new KitStep(
                    "Calls from us", KitPlace.File, "/etc/asterisk/extensions_custom.conf",
                    $"[{context}]\n" + Lines(facts, static pattern => $"exten => {pattern.Asterisk},1,Goto(from-did-direct,${{EXTEN}},1)"),
                    "A context of its own lets our calls reach extensions, and neither outside lines nor feature codes, as from-internal would."),
                new KitStep("Trunk", KitPlace.Screen, "Connectivity › Trunks › Add Trunk › Add SIP (chan_pjsip) Trunk", Trunk(facts, name, context), Why(facts)),
                new KitStep(
                    "Calls to us", KitPlace.Screen, "Connectivity › Outbound Routes › Add Outbound Route",
                    $"Route Name: to-{facts.Name}\nRoute Type: Intra-Company\nTrunk Sequence for Matched Routes: {name}\n"
                        + string.Join('\n', facts.Ours.Patterns.Select(static pattern => $"Dial Patterns, match pattern: {pattern.FreePbx}")),
                    "Our numbers go over the trunk, and no others do; Intra-Company keeps the caller's extension."),
                new KitStep("Take it over", KitPlace.Screen, "Apply Config", "Apply Config: press", "FreePBX writes its files and reloads them."),
            ],
            facts.TheyRegister
                ? new KitVerification("asterisk -rx \"pjsip show registrations\"", $"The line of {name} says Registered.")
                : new KitVerification($"asterisk -rx \"pjsip show endpoint {name}\"", "The line that begins with Contact says Avail and a round trip in milliseconds."),
            [.. Notes(facts)]);
    }

    private static string Trunk(KitFacts facts, string name, string context)
    {
        var (authentication, registration) = facts switch
        {
            { HasPassword: false } => ("None", "None"),
            { WeRegister: true } => ("Both", "Receive"),
            _ => ("Outbound", "Send"),
        };
        List<string> lines = [$"General › Trunk Name: {name}"];
        if (facts.HasPassword)
            lines.AddRange([$"pjsip Settings › Username: {facts.Username}", $"pjsip Settings › Secret: {KitText.Password}"]);
        lines.AddRange([$"pjsip Settings › Authentication: {authentication}", $"pjsip Settings › Registration: {registration}"]);
        if (registration != "Receive")
            lines.AddRange([$"pjsip Settings › SIP Server: {KitText.UriHost(facts.Host)}", $"pjsip Settings › SIP Server Port: {facts.Port}"]);
        lines.AddRange([$"pjsip Settings › Context: {context}", $"pjsip Settings › Transport: 0.0.0.0-{facts.Transport}"]);
        if (registration == "Send")
            lines.AddRange(["Advanced › Permanent Auth Rejection: No", "Advanced › Forbidden Retry Interval: 300", "Advanced › Fatal Retry Interval: 300", "Advanced › Max Retries: 1000000"]);
        lines.AddRange(["Advanced › Qualify Frequency: 30", "Advanced › RTP Symmetric: Yes", "Advanced › Rewrite Contact: Yes", "Advanced › Direct Media: No"]);
        if (facts.SendsTrunkUser) lines.Add("Advanced › Trust RPID/PAI: Yes");
        return string.Join('\n', lines);
    }

    private static string Why(KitFacts facts) => facts switch
    {
        { HasPassword: false } => "The trunk is known by our address in both directions; nobody registers.",
        { WeRegister: true } => "We register with this account; FreePBX takes the trunk's name for the username, so they are the same.",
        _ => "FreePBX registers with us and never gives up; its calls answer our challenge, ours are known by our address.",
    };

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        if (facts is { HasPassword: true, WeRegister: true, SendsTrunkUser: false })
            yield return "FreePBX finds the account of a call by its From, which carries the caller's extension: set the connector's caller identity to TRUNK_USER; FreePBX then shows the extension from P-Asserted-Identity.";
        if (facts is { HasPassword: true, WeRegister: true } && facts.UserWord != facts.Username)
            yield return $"The username {facts.Username} cannot be a trunk's name: give the connector one of letters, digits, '-' and '_'.";
        yield return "Where FreePBX is behind a NAT: Settings › Asterisk SIP Settings › NAT Settings must have its external address and local networks.";
    }

    private static string Lines(KitFacts facts, Func<NumberPattern, string> line) => string.Join('\n', facts.Theirs.Select(line));
}
