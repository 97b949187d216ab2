using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Connectors;

namespace SystemConnector.Grains.Sites;

/// <summary>Finds every fault of what an administrator says of a site, as far as that needs no look at others.</summary>
internal static class SiteValidation
{
    private const int MaxDomains = 100;

    /// <summary>The domains in the form in which they are kept, in their order; faults are added to the list.</summary>
    public static ImmutableArray<string> Check(SiteSpec spec, List<Fault> faults)
    {
        NameValidation.Check(spec.Name, "name", faults);
        var domains = spec.Domains.IsDefault ? [] : spec.Domains;
        if (domains.Length > MaxDomains)
        {
            faults.Add(new Fault(FaultCode.OutOfRange, "domains", $"A site has at most {MaxDomains} domains."));
            return [];
        }
        var kept = ImmutableArray.CreateBuilder<string>(domains.Length);
        for (var i = 0; i < domains.Length; i++)
        {
            var domain = Normalized(domains[i]);
            if (domain is null)
                faults.Add(new Fault(FaultCode.Malformed, $"domains[{i}]", $"'{domains[i]}' is not a host name or an IP address."));
            else if (kept.Contains(domain))
                faults.Add(new Fault(FaultCode.Contradiction, $"domains[{i}]", $"'{domain}' is given twice."));
            else
                kept.Add(domain);
        }
        return kept.ToImmutable();
    }

    /// <summary>Lower case without a dot at the end, IPv6 in its short form without brackets, so that one domain is written in one way.</summary>
    public static string? Normalized(string? domain)
    {
        if (string.IsNullOrWhiteSpace(domain)) return null;
        var text = domain.Trim();
        if (text.StartsWith('[') && text.EndsWith(']')) text = text[1..^1];
        if (!FarAddress.IsHost(text)) return null;
        return text.Contains(':') ? System.Net.IPAddress.Parse(text).ToString() : text.TrimEnd('.').ToLowerInvariant();
    }
}
