using System.Net;
using static SystemConnector.Api.RemoteKits.KitText;

namespace SystemConnector.Api.RemoteKits;

/// <summary>FreeSWITCH 1.10 with the directories of its vanilla configuration.</summary>
internal static class FreeSwitchKit
{
    /// <summary>The kit.</summary>
    public static RemoteKit Of(KitFacts facts)
    {
        var context = $"from-{facts.Name}";
        return new RemoteKit(
            [
                new KitStep("Gateway to us", KitPlace.File, $"conf/sip_profiles/external/{facts.Name}.xml", Gateway(facts), facts.TheyRegister
                    ? "FreeSWITCH registers with us and asks every 30 s whether we are there; the realm must be ours, or the registration never starts."
                    : "Calls to us go this way, and FreeSWITCH asks every 30 s whether we are there."),
                new KitStep("Who we are", KitPlace.File, $"conf/directory/default/{facts.Name}.xml", Directory(facts, context), facts is { HasPassword: true, WeRegister: true }
                    ? "We register with this account, and our calls prove to be of it."
                    : "Our calls are known by our address, through the access list \"domains\" of the profile."),
                new KitStep("Calls from us", KitPlace.File, $"conf/dialplan/{facts.Name}.xml",
                    $"""
                    <include>
                      <context name="{context}">
                        <extension name="{facts.Name}-in">
                          <condition field="destination_number" expression="{NumberPattern.Regex(facts.Theirs)}">
                            <action application="transfer" data="$1 XML default"/>
                          </condition>
                        </extension>
                      </context>
                    </include>
                    """,
                    "A context of its own lets our calls reach extensions, and no outside lines."),
                new KitStep("Calls to us", KitPlace.File, $"conf/dialplan/default/00_{facts.Name}.xml",
                    $"""
                    <include>
                      <extension name="{facts.Name}-out">
                        <condition field="destination_number" expression="{NumberPattern.Regex(facts.Ours.Patterns)}">
                          <action application="bridge" data="sofia/gateway/{facts.Name}/$1"/>
                        </condition>
                      </extension>
                    </include>
                    """,
                    "Our numbers go over the gateway; the file's name puts it before the other extensions."),
                new KitStep("Take it over", KitPlace.Prompt, "fs_cli", "reloadxml\nreloadacl\nsofia profile external rescan", "The files are read anew; calls go on."),
            ],
            facts switch
            {
                { TheyRegister: true } => new KitVerification($"fs_cli -x \"sofia status gateway {facts.Name}\"", "State is REGED, Status is UP."),
                { HasPassword: true } => new KitVerification($"fs_cli -x \"sofia status profile internal reg {facts.UserWord}\"", "One registration whose status begins with Registered."),
                _ => new KitVerification($"fs_cli -x \"sofia status gateway {facts.Name}\"", "State is NOREG, Status is UP."),
            },
            [.. Notes(facts)]);
    }

    private static string Gateway(KitFacts facts)
    {
        var transport = facts.Transport == "udp" ? "" : $";transport={facts.Transport}";
        List<(string Name, string Value)> parameters = [];
        if (facts.HasPassword) parameters.AddRange([("username", facts.Username!), ("password", Password), ("realm", facts.Realm)]);
        parameters.AddRange(
        [
            ("proxy", facts.HostPort + transport), ("from-domain", UriHost(facts.Host)),
            ("register", facts.TheyRegister ? "true" : "false"),
        ]);
        if (facts.TheyRegister) parameters.AddRange([("register-transport", facts.Transport), ("expire-seconds", "600"), ("retry-seconds", "30")]);
        parameters.AddRange([("ping", "30"), ("caller-id-in-from", "true"), ("extension-in-contact", "true")]);
        var lines = parameters.Select(static parameter => $"    <param name=\"{parameter.Name}\" value=\"{Xml(parameter.Value)}\"/>");
        return $"<include>\n  <gateway name=\"{facts.Name}\">\n{string.Join('\n', lines)}\n  </gateway>\n</include>";
    }

    private static string Directory(KitFacts facts, string context)
    {
        var registers = facts is { HasPassword: true, WeRegister: true };
        var user = registers ? $"<user id=\"{Xml(facts.Username!)}\">" : $"<user id=\"{facts.Name}\" cidr=\"{Xml(Cidr(facts.Host))}\">";
        var password = registers ? $"\n    <params>\n      <param name=\"password\" value=\"{Password}\"/>\n    </params>" : "";
        return $"""
            <include>
              {user}{password}
                <variables>
                  <variable name="user_context" value="{context}"/>
                </variables>
              </user>
            </include>
            """;
    }

    private static string Cidr(string host) => IPAddress.TryParse(host, out var address) ? $"{host}/{(address.GetAddressBytes().Length == 4 ? 32 : 128)}" : AddressOf(host);

    private static IEnumerable<string> Notes(KitFacts facts)
    {
        yield return "The connector's address must lead to the port of FreeSWITCH's internal profile, usually 5060; its external profile, usually on 5080, knows neither accounts nor the access list.";
        if (!IPAddress.TryParse(facts.Host, out _) && !(facts is { HasPassword: true, WeRegister: true }))
            yield return $"An access list has no names: type the address that our calls come from in place of {AddressOf(facts.Host)}, as 192.0.2.1/32.";
        if (facts.Transport == "tls")
            yield return "For TLS the external profile needs tls=true and a certificate (conf/tls), and must trust the one of this node.";
    }
}
