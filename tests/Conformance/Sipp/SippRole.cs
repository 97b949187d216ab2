using System.Globalization;
using System.Net;

namespace SystemConnector.Conformance.Tests.Sipp;

/// <summary>What a SIPp process is to play.</summary>
internal sealed record SippRole
{
    /// <summary>The scenario's name.</summary>
    public required string Scenario { get; init; }

    /// <summary>UDP or TCP.</summary>
    public required SipTransport Transport { get; init; }

    /// <summary>Its own socket.</summary>
    public required IPEndPoint Local { get; init; }

    /// <summary>Whom it calls; null for one that only waits.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>The Request-URI of what it begins, without "sip:"; null when nobody asks for its credentials.</summary>
    public string? RequestUri { get; init; }

    /// <summary>How many calls it places before it ends; null when it ends by request.</summary>
    public int? Calls { get; init; }

    /// <summary>The scenario for calls that come in beside the main one.</summary>
    public string? OutOfCall { get; init; }

    /// <summary>Where it reports and waits at the barrier of its scenario.</summary>
    public IPEndPoint? Barrier { get; init; }

    /// <summary>Over TCP: a connection for each call, which the call may open anew.</summary>
    public bool OwnConnections { get; init; }

    /// <summary>The values of the scenario's placeholders.</summary>
    public required IReadOnlyDictionary<string, string> Values { get; init; }

    /// <summary>A peer that waits for calls.</summary>
    public static SippRole Listener(string scenario, SipTransport transport, IPEndPoint local, params (string Name, string Value)[] values) => new()
    {
        Scenario = scenario,
        Transport = transport,
        Local = local,
        Values = With(values),
    };

    /// <summary>A peer that places one call, or with an empty number one registration.</summary>
    public static SippRole Caller(
        string scenario, SipTransport transport, IPEndPoint local, IPEndPoint remote,
        string user, string number, string domain, params (string Name, string Value)[] values) => new()
        {
            Scenario = scenario,
            Transport = transport,
            Local = local,
            Remote = remote,
            Calls = 1,
            RequestUri = number.Length == 0 ? domain : $"{number}@{domain}",
            Values = With([("user", user), ("number", number), ("domain", domain), .. values]),
        };

    /// <summary>A phone that registers an extension with the secret "secret" and plays the scenario when it is called.</summary>
    public static SippRole Phone(
        string whenCalled, SipTransport transport, IPEndPoint local, IPEndPoint registrar,
        string extension, string domain, params (string Name, string Value)[] values) => new()
        {
            Scenario = "register",
            OutOfCall = whenCalled,
            Transport = transport,
            Local = local,
            Remote = registrar,
            RequestUri = domain,
            Values = With([("user", extension), ("domain", domain), .. values]),
        };

    private static Dictionary<string, string> With((string Name, string Value)[] values)
    {
        var all = new Dictionary<string, string>
        {
            ["user"] = "far",
            ["password"] = "secret",
            ["hangup"] = "caller",
            ["maxForwards"] = 70.ToString(CultureInfo.InvariantCulture),
            ["reconnect"] = "",
            // Further header fields of an INVITE, each behind a line end.
            ["more"] = "",
        };
        foreach (var (name, value) in values) all[name] = value;
        return all;
    }
}
