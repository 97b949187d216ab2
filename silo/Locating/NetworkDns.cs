using System.Collections.Immutable;
using System.Net.Sockets;
using DnsClient;
using DnsClient.Protocol;
using Microsoft.Extensions.Options;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Locating;

/// <summary>
/// The DNS over the network: UDP, and TCP where an answer is truncated. Each question has a socket of its own and is remembered by
/// nobody here: who asks keeps the answer for its lifetime.
/// </summary>
internal sealed class NetworkDns(IOptions<DnsOptions> options, DnsServers servers) : IDns
{
    private const int Rounds = 2;

    // What passes everywhere without fragments (DNS Flag Day 2020).
    private const int LargestDatagram = 1232;

    private readonly LookupClient _client = new(new LookupClientOptions { AutoResolveNameServers = false, UseCache = false });
    private readonly DnsQueryOptions[] _rounds = [.. Enumerable.Range(1, Rounds).Select(round => new DnsQueryOptions
    {
        Timeout = options.Value.Timeout * round,
        Retries = 0,
        UseCache = false,
        ThrowDnsErrors = false,
        ContinueOnDnsError = false,
        ContinueOnEmptyResponse = false,
        UseTcpFallback = true,
        ExtendedDnsBufferSize = LargestDatagram,
    })];

    /// <inheritdoc/>
    public async Task<DnsAnswer> Ask(string name, DnsType type, CancellationToken cancellation)
    {
        DnsQuestion question;
        try
        {
            question = new DnsQuestion(name, TypeOf(type));
        }
        catch (ArgumentException)
        {
            return DnsAnswer.Failed(LocateFault.NoSuchName); // No name at all: too long, or an empty label.
        }

        var current = servers.Current();
        if (current.Length == 0) return DnsAnswer.Failed(LocateFault.NoServer);
        var worst = LocateFault.Silent;
        foreach (var round in _rounds)
        {
            foreach (var server in current)
            {
                var answer = await Ask(server, question, round, cancellation);
                if (cancellation.IsCancellationRequested) return DnsAnswer.Failed(worst);
                if (answer.Fault == LocateFault.Silent) continue;
                // One that fails or refuses may be alone with that; a second round changes its mind seldom.
                if (!answer.Fault.IsOutage())
                {
                    servers.Answered(server);
                    return answer;
                }
                worst = answer.Fault;
            }
            if (worst != LocateFault.Silent) break;
        }
        return DnsAnswer.Failed(worst);
    }

    private async Task<DnsAnswer> Ask(NameServer server, DnsQuestion question, DnsQueryOptions round, CancellationToken cancellation)
    {
        try
        {
            var response = await _client.QueryServerAsync([server], question, round, cancellation).WaitAsync(cancellation);
            return response.Header.ResponseCode switch
            {
                DnsHeaderResponseCode.NoError => new DnsAnswer(LocateFault.None, Records(response.Answers), Records(response.Additionals)),
                DnsHeaderResponseCode.NotExistentDomain => DnsAnswer.Failed(LocateFault.NoSuchName),
                DnsHeaderResponseCode.Refused => DnsAnswer.Failed(LocateFault.Refused),
                _ => DnsAnswer.Failed(LocateFault.ServerFailure),
            };
        }
        catch (DnsResponseException exception) when (exception.Code == DnsResponseCode.ConnectionTimeout)
        {
            return DnsAnswer.Failed(LocateFault.Silent);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException || exception.InnerException is SocketException)
        {
            return DnsAnswer.Failed(LocateFault.Silent);
        }
#pragma warning disable CA1031 // What a server sends must not end the asking, whatever the library makes of it.
        catch (Exception)
#pragma warning restore CA1031
        {
            return DnsAnswer.Failed(LocateFault.ServerFailure);
        }
    }

    private static QueryType TypeOf(DnsType type) => type switch
    {
        DnsType.A => QueryType.A,
        DnsType.Aaaa => QueryType.AAAA,
        DnsType.Srv => QueryType.SRV,
        _ => QueryType.NAPTR,
    };

    private static ImmutableArray<DnsRecord> Records(IReadOnlyList<DnsResourceRecord> section)
    {
        var records = ImmutableArray.CreateBuilder<DnsRecord>(section.Count);
        foreach (var record in section)
        {
            var (name, lifetime) = (NameOf(record.DomainName), TimeSpan.FromSeconds(record.InitialTimeToLive));
            DnsRecord? known = record switch
            {
                // ARecord and AaaaRecord.
                DnsClient.Protocol.AddressRecord address => new AddressRecord(name, lifetime, address.Address),
                CNameRecord alias => new AliasRecord(name, lifetime, NameOf(alias.CanonicalName)),
                SrvRecord service => new ServiceRecord(name, lifetime, service.Priority, service.Weight, service.Port, NameOf(service.Target)),
                NAPtrRecord pointer => new PointerRecord(name, lifetime, pointer.Order, pointer.Preference, pointer.Flags, pointer.Services, NameOf(pointer.Replacement)),
                _ => null,
            };
            if (known is not null) records.Add(known);
        }
        return records.ToImmutable();
    }

    private static string NameOf(DnsString name) => name.Value.TrimEnd('.').ToLowerInvariant();
}
