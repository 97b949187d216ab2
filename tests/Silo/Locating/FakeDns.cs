using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Net;
using SystemConnector.Silo.Locating;

namespace SystemConnector.Silo.Tests.Locating;

/// <summary>A DNS in memory, with outages on request.</summary>
internal sealed class FakeDns : IDns
{
    private readonly ConcurrentQueue<(string Name, DnsType Type)> _asked = [];
    private ImmutableArray<(DnsType Type, DnsRecord Record)> _records = [];
    private ImmutableArray<DnsRecord> _additional = [];

    /// <summary>What was asked, in that order.</summary>
    public IReadOnlyList<(string Name, DnsType Type)> Asked => [.. _asked];

    /// <summary>What goes wrong with a question; none for most.</summary>
    public Func<string, DnsType, LocateFault> Fault { get; set; } = static (_, _) => LocateFault.None;

    public FakeDns Address(string name, string address, int seconds = 60)
    {
        var parsed = IPAddress.Parse(address);
        return Add(parsed.GetAddressBytes().Length == 4 ? DnsType.A : DnsType.Aaaa, new AddressRecord(name, TimeSpan.FromSeconds(seconds), parsed));
    }

    public FakeDns Service(string name, int priority, int weight, int port, string target, int seconds = 60) =>
        Add(DnsType.Srv, new ServiceRecord(name, TimeSpan.FromSeconds(seconds), (ushort)priority, (ushort)weight, (ushort)port, target));

    public FakeDns Pointer(string name, int order, string services, string replacement, string flags = "s") =>
        Add(DnsType.Naptr, new PointerRecord(name, TimeSpan.FromSeconds(60), order, 0, flags, services, replacement));

    public FakeDns Alias(string name, string canonical, int seconds = 60)
    {
        foreach (var type in Enum.GetValues<DnsType>()) Add(type, new AliasRecord(name, TimeSpan.FromSeconds(seconds), canonical));
        return this;
    }

    /// <summary>What comes along in the additional section of every answer.</summary>
    public FakeDns Along(string name, string address, int seconds = 60)
    {
        _additional = _additional.Add(new AddressRecord(name, TimeSpan.FromSeconds(seconds), IPAddress.Parse(address)));
        return this;
    }

    public void Forget(string name) => _records = _records.RemoveAll(entry => entry.Record.Name == name);

    public async Task<DnsAnswer> Ask(string name, DnsType type, CancellationToken cancellation)
    {
        _asked.Enqueue((name, type));
        var fault = Fault(name, type);
        if (fault == LocateFault.Silent)
        {
            var given = new TaskCompletionSource();
            await using var registration = cancellation.Register(given.SetResult);
            await given.Task;
        }
        if (fault != LocateFault.None) return DnsAnswer.Failed(fault);
        var records = _records;
        if (!records.Any(entry => entry.Record.Name == name)) return DnsAnswer.Failed(LocateFault.NoSuchName);
        return new DnsAnswer(LocateFault.None, [.. records.Where(entry => entry.Type == type && entry.Record.Name == name).Select(static entry => entry.Record)], _additional);
    }

    private FakeDns Add(DnsType type, DnsRecord record)
    {
        _records = _records.Add((type, record));
        return this;
    }
}
