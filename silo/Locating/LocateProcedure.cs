using System.Collections.Immutable;
using System.Net;

namespace SystemConnector.Silo.Locating;

/// <summary>One search for the addresses of a SIP server (RFC 3263 §4), as a function of what the DNS answers.</summary>
/// <remarks>
/// The transport is always given (§4.1, second paragraph), so that NAPTR does not choose it:
/// 1. With a port: A and AAAA (§4.2).
/// 2. Without: SRV of the transport's service.
/// 3. No SRV records under the usual name: NAPTR records of that service may say under which name they are. Asked beside step 4, so
///    that they cost no time, and silence there harms nobody: few domains have them, and some firewalls drop the question.
/// 4. None either: A and AAAA with the default port.
/// An outage of the DNS in 1, 2 and 4 ends the search: the address of a domain that has SRV records may be that of its web server.
/// </remarks>
internal sealed class LocateProcedure(LocateQuery query, IDns dns, Func<double> random, Located.Found? previous, CancellationToken cancellation)
{
    /// <summary>More SRV records than any operator publishes; the rest is not looked at.</summary>
    public const int MostServices = 16;

    /// <summary>More addresses than any operator publishes; the rest is not looked at.</summary>
    public const int MostAddresses = 32;

    /// <summary>A chain of aliases that is longer goes in a circle.</summary>
    public const int MostAliases = 8;

    /// <summary>How long what was kept over an outage is used before the DNS is asked again.</summary>
    private static readonly TimeSpan OutageLifetime = TimeSpan.FromSeconds(15);

    /// <summary>The search.</summary>
    public async Task<Located> Run()
    {
        // 1.
        if (query.Port != 0) return await Addresses();

        // 2.
        var services = await Ask<ServiceRecord>(query.Service.SrvPrefix + query.Host, DnsType.Srv);
        if (services.Fault.IsOutage()) return new Located.NotFound(services.Fault, services.Name);
        if (!services.Records.IsEmpty) return await Services(services);

        // 3. and 4.
        var pointers = Ask<PointerRecord>(query.Host, DnsType.Naptr);
        var addresses = Addresses();
        foreach (var pointer in Usable((await pointers).Records))
        {
            services = await Ask<ServiceRecord>(pointer.Replacement, DnsType.Srv);
            if (!services.Records.IsEmpty) return await Services(services with { Lifetime = Shorter(services.Lifetime, pointer.Lifetime) });
        }
        return await addresses;
    }

    /// <summary>Those that lead to SRV records of our service, in their order. Two are enough to look at.</summary>
    private IEnumerable<PointerRecord> Usable(ImmutableArray<PointerRecord> pointers) => pointers
        .Where(pointer => pointer.Replacement.Length > 0
            && pointer.Flags.Equals("s", StringComparison.OrdinalIgnoreCase)
            && pointer.Services.Equals(query.Service.NaptrService, StringComparison.OrdinalIgnoreCase))
        .OrderBy(static pointer => pointer.Order).ThenBy(static pointer => pointer.Preference)
        .Take(2);

    private async Task<Located> Addresses()
    {
        var found = await AddressesOf(query.Host, []);
        return found.Records.IsEmpty
            ? new Located.NotFound(found.Fault, found.Name)
            : new Located.Found([.. found.Records.Take(MostAddresses).Select(address => new LocatedTarget(address, query.PortOrDefault, 0, query.Host))], found.Lifetime);
    }

    private async Task<Located> Services(Answer<ServiceRecord> services)
    {
        if (services.Records is [{ Target: "" }]) return new Located.NotFound(LocateFault.NoService, services.Name);
        var ordered = SrvOrder.Of(services.Records.Where(static service => service.Target.Length > 0), random);
        if (ordered.Count > MostServices) ordered.RemoveRange(MostServices, ordered.Count - MostServices);

        // At once, so that a name whose DNS is silent takes no time from the others.
        var answers = await Task.WhenAll(ordered.Select(service => AddressesOf(service.Target, services.Additional)));
        var targets = ImmutableArray.CreateBuilder<LocatedTarget>();
        var lifetime = services.Lifetime;
        var fault = new Located.NotFound(LocateFault.NoAddress, services.Name);
        var share = Math.Max(2, MostAddresses / Math.Max(1, ordered.Count));
        for (var i = 0; i < answers.Length; i++)
        {
            lifetime = Shorter(lifetime, answers[i].Lifetime);
            if (answers[i].Records.IsEmpty) fault = new Located.NotFound(answers[i].Fault, answers[i].Name);
            foreach (var address in answers[i].Records.Take(share))
            {
                var target = new LocatedTarget(address, ordered[i].Port, ordered[i].Priority, ordered[i].Target);
                if (!targets.Any(known => known.Address.Equals(address) && known.Port == target.Port)) targets.Add(target);
            }
        }
        return targets.Count == 0 ? fault : new Located.Found(targets.ToImmutable(), lifetime);
    }

    /// <summary>IPv4 before IPv6: where a machine has an IPv6 address that leads nowhere, which is common, the other way costs every call.</summary>
    private async Task<Answer<IPAddress>> AddressesOf(string name, ImmutableArray<DnsRecord> additional)
    {
        // A node that has no such transport at all is told so by what it finds.
        var any = !query.IPv4 && !query.IPv6;
        var questions = new List<Task<Answer<AddressRecord>>>(2);
        if (query.IPv4 || any) questions.Add(AddressesOf(name, DnsType.A, additional));
        if (query.IPv6 || any) questions.Add(AddressesOf(name, DnsType.Aaaa, additional));
        var answers = await Task.WhenAll(questions);

        var addresses = answers.SelectMany(static answer => answer.Records).Select(static record => record.Address).ToImmutableArray();
        // One family is enough: there are domains whose servers fail for the other.
        if (!addresses.IsEmpty) return new(LocateFault.None, name, addresses, answers.Where(static answer => !answer.Records.IsEmpty).Min(static answer => answer.Lifetime), []);
        var fault = answers.Max(static answer => answer.Fault);
        if (fault.IsOutage() && previous?.Targets.Where(target => target.Name == name).Select(static target => target.Address).ToImmutableArray() is { IsEmpty: false } kept)
            return new(LocateFault.None, name, kept, OutageLifetime, []);
        return new(fault == LocateFault.None ? LocateFault.NoAddress : fault, name, [], TimeSpan.MaxValue, []);
    }

    private Task<Answer<AddressRecord>> AddressesOf(string name, DnsType type, ImmutableArray<DnsRecord> additional)
    {
        var isIPv6 = type == DnsType.Aaaa;
        var sent = additional.OfType<AddressRecord>().Where(record => record.Name == name && record.Address.GetAddressBytes().Length == (isIPv6 ? 16 : 4)).ToImmutableArray();
        return sent.IsEmpty ? Ask<AddressRecord>(name, type) : Task.FromResult(new Answer<AddressRecord>(LocateFault.None, name, sent, Shortest(sent), []));
    }

    /// <summary>One question, and more where the answer is an alias that the server did not follow.</summary>
    private async Task<Answer<T>> Ask<T>(string name, DnsType type)
        where T : DnsRecord
    {
        var lifetime = TimeSpan.MaxValue;
        var end = Canonical(name);
        var aliases = 0;
        while (true)
        {
            var asked = end;
            var answer = await dns.Ask(asked, type, cancellation);
            if (answer.Fault != LocateFault.None) return new(answer.Fault, name, [], lifetime, []);
            while (answer.Answers.OfType<AliasRecord>().FirstOrDefault(alias => alias.Name == end) is { } alias)
            {
                if (aliases++ == MostAliases) return new(LocateFault.ServerFailure, name, [], lifetime, []);
                lifetime = Shorter(lifetime, alias.Lifetime);
                end = alias.CanonicalName;
            }
            var records = answer.Answers.OfType<T>().Where(record => record.Name == end).ToImmutableArray();
            if (!records.IsEmpty || end == asked) return new(LocateFault.None, name, records, Shorter(lifetime, Shortest(records)), answer.Additional);
        }
    }

    private static string Canonical(string name) => name.TrimEnd('.').ToLowerInvariant();

    private static TimeSpan Shortest<T>(ImmutableArray<T> records)
        where T : DnsRecord => records.IsEmpty ? TimeSpan.MaxValue : records.Min(static record => record.Lifetime);

    private static TimeSpan Shorter(TimeSpan left, TimeSpan right) => left < right ? left : right;

    private sealed record Answer<T>(LocateFault Fault, string Name, ImmutableArray<T> Records, TimeSpan Lifetime, ImmutableArray<DnsRecord> Additional);
}
