using static SystemConnector.Api.RemoteKits.KitText;

namespace SystemConnector.Api.RemoteKits;

/// <summary>Another System Connector: the mirror image of the connector, as one mutation.</summary>
internal static class SystemConnectorKit
{
    /// <summary>Stands for the id of the far end's site.</summary>
    public const string Site = "{your site's id}";

    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts) => new(
        [
            new KitStep("Which site", KitPlace.Prompt, "POST /graphql of the far end", "{ sites { edges { node { id name } } } }", $"Its id stands in place of {Site} in what follows."),
            new KitStep("Connector to us", KitPlace.Prompt, "POST /graphql of the far end", Mutation(facts), facts switch
            {
                { HasPassword: false } => "The mirror image of our connector: each knows the other by its address.",
                { WeRegister: true } => "The mirror image of our connector: the same account, and we are the one who registers.",
                _ => "The mirror image of our connector: the same account, and the far end is the one who registers.",
            }),
        ],
        new KitVerification(
            $"{{ site(id: {Quoted(Site)}) {{ connectors {{ edges {{ node {{ name trunk {{ state cause }} }} }} }} }} }}",
            $"The connector {Quoted(Label(facts))} is {(facts.TheyRegister ? "REGISTERED" : "REACHABLE")} and has no cause."),
        [.. Notes(facts)]);

    private static string Mutation(KitFacts facts)
    {
        List<string> lines =
        [
            $"siteId: {Quoted(Site)}",
            $"name: {Quoted(Label(facts))}",
            $"connectionType: {(facts.HasPassword ? "GENERIC_PASSWORD_AUTH" : "GENERIC_IP_AUTH")}",
            $"ipAddress: {Quoted(facts.HostPort)}",
            $"transport: {facts.Transport.ToUpperInvariant()}",
        ];
        if (facts.HasPassword)
            lines.AddRange([$"username: {Quoted(facts.Username!)}", $"password: {Quoted(Password)}", $"register: {(facts.TheyRegister ? "true" : "false")}"]);
        if (facts.TrustsIdentity) lines.Add("trustIdentity: true");
        lines.Add($"extensionRanges: [{string.Join(", ", Ranges(facts.Ours))}]");
        return $$"""
            mutation {
              createConnector(input: {
                {{string.Join("\n    ", lines)}}
              }) {
                connector { id trunk { state cause } }
                errors { ... on Error { field message } }
                warnings { field message }
              }
            }
            """;
    }

    private static string Label(KitFacts facts) => facts.SiteName.Length > 0 ? facts.SiteName : facts.Name;

    private static IEnumerable<string> Ranges(OurNumbers ours) => ours.Ranges.IsEmpty
        ? [Range("{first of our numbers}", "{last of our numbers}")]
        : ours.Ranges.Select(static range => Range($"{range.Min}", $"{range.Max}"));

    private static string Range(string min, string max) => $"{{ min: {Quoted(min)}, max: {Quoted(max)} }}";

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        yield return $"Our connector must name the far end as it is reached, now {facts.FarAddress}; where its site is not its default one, by a SIP domain of that site.";
    }
}
