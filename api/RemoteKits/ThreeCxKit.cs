namespace SystemConnector.Api.RemoteKits;

/// <summary>3CX, version 18 and later, with a generic SIP trunk.</summary>
internal static class ThreeCxKit
{
    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts) => new(
        [
            new KitStep("Trunk", KitPlace.Screen, "Admin Console › Voice & Chat › Add Trunk › Generic", Trunk(facts), facts.HasPassword
                ? "3CX registers with us, and its calls answer our challenge with the same account."
                : "The trunk is known by our address in both directions; nobody registers."),
            new KitStep(
                "Calls from us", KitPlace.Screen, "the trunk's tabs",
                $"General › Main Trunk No: {facts.Name}\nGeneral › Destination for calls: End Call\nDIDs: {string.Join(", ", facts.Theirs)}\nInbound Rules: one for each extension that we may reach, DID {{extension}} to Extension {{extension}}\nInbound Parameters › \"Called Number\": \"RequestLineUser\"",
                "3CX sends a call in by its DID: each number of its range is one, in the form that Request-URI brings it."),
            new KitStep("Calls to us", KitPlace.Screen, "Admin Console › Outbound Rules › Add", Outbound(facts), "Our numbers go over the trunk, as they were dialled; one rule for each length."),
        ],
        new KitVerification("Admin Console › Voice & Chat, the trunk's line", facts.HasPassword
            ? "The status is green, Registered; its log (Dashboard › Event Log) has no registration failure."
            : "The status is green; a call to one of our numbers rings."),
        [.. Notes(facts)]);

    private static string Trunk(KitFacts facts)
    {
        List<string> lines =
        [
            $"Name of Trunk: {facts.Name}", $"Registrar/Server: {KitText.UriHost(facts.Host)}", "Auto Discovery: off", $"Registrar/Server port: {facts.Port}",
            $"Type of Authentication: {(facts.HasPassword ? "Register/Account based" : "Do not require - IP Based")}",
        ];
        if (facts.HasPassword) lines.AddRange([$"Authentication ID: {facts.Username}", $"Authentication Password: {KitText.Password}"]);
        lines.AddRange([$"Options › Transport Protocol: {facts.Transport.ToUpperInvariant()}", "Options › PBX Delivers Audio: on", "Options › Codec Priority: G.711 A-law, G.711 U-law"]);
        return string.Join('\n', lines);
    }

    private static string Outbound(KitFacts facts)
    {
        var rules = facts.Ours.Ranges.IsEmpty
            ? [(Prefixes: KitText.Numbers, Length: "{their length}")]
            : facts.Ours.Ranges.GroupBy(static range => range.Digits).Select(static group => (
                Prefixes: string.Join(", ", group.SelectMany(NumberPattern.Covering).SelectMany(static pattern => pattern.Prefixes)),
                Length: $"{group.Key}")).ToArray();
        return string.Join("\n\n", rules.Select(rule =>
            $"Rule Name: to-{facts.Name}-{rule.Length}\nCalls to numbers starting with prefix: {rule.Prefixes}\nCalls to Numbers with a length of: {rule.Length}\nRoute 1: {facts.Name}\nRoute 1, Strip Digits: 0"));
    }

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        if (facts is { HasPassword: true, WeRegister: true })
            yield return "3CX takes no registration of a trunk: switch off \"register\" of the connector. 3CX registers with us, as typed above.";
        yield return "Names of fields differ a little between versions of 3CX; what is typed into them does not.";
    }
}
