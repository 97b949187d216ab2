using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Api.Tests.RemoteKits;

/// <summary>Facts of connectors that differ in what matters to a far end, and kits as text.</summary>
internal static class Kits
{
    /// <summary>The site has 100–154 and 200; the far end has 150–199.</summary>
    public static KitFacts Facts { get; } = new(
        "hq", ConnectionType.Password, "udp", "203.0.113.10", 5060, "a.example", "link-ab", WeRegister: true, SendsTrunkUser: true, TrustsIdentity: true, "192.0.2.20:5060",
        OurNumbers.Of(Enumerable.Range(100, 55).Append(200).Select(static n => Number.Parse($"{n}")), [Range("150", "199")]),
        [.. NumberPattern.Covering(Range("150", "199"))], "Head office");

    /// <summary>Each kind of connector by the name of its golden files.</summary>
    public static ImmutableArray<(string Name, KitFacts Facts)> Kinds { get; } =
    [
        ("we-register", Facts),
        ("they-register", Facts with { WeRegister = false, SendsTrunkUser = false, TrustsIdentity = false, Transport = "tcp", Host = "a.example" }),
        ("ip", Facts with { Type = ConnectionType.Ip, Username = null, WeRegister = false, SendsTrunkUser = false, TrustsIdentity = false }),
        ("ip-tls-v6", Facts with
        {
            Type = ConnectionType.Ip, Username = null, WeRegister = false, SendsTrunkUser = false, TrustsIdentity = false,
            Transport = "tls", Host = "2001:db8::10", Port = 5061, FarAddress = "[2001:db8::20]:5061",
        }),
    ];

    public static NumberRange Range(string min, string max) => new(Number.Parse(min), Number.Parse(max));

    /// <summary>The kit as one text.</summary>
    public static string Print(RemoteKit kit)
    {
        var text = new StringBuilder();
        foreach (var step in kit.Steps)
            text.Append($"## {step.Title}\n{step.Place}: {step.Where}\nWhy: {step.Why}\n\n{step.Text}\n\n");
        text.Append($"## Verify\n{kit.Verify.Command}\nExpect: {kit.Verify.Expect}\n\n## Notes\n");
        foreach (var note in kit.Notes) text.Append($"- {note}\n");
        return text.ToString();
    }

    public static string GoldenFile(string name, [CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden", $"{name}.txt");
}
