using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Contracts.Routing;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.Tests.Fakes;

public sealed class FakeSiteGrain(World world) : Grain, ISiteGrain
{
    private SiteId Id => new(this.GetPrimaryKey());

    public Task<Outcome<Site>> Create(SiteSpec spec) => Task.FromResult(
        world.Refused<Site>(spec.Name) ?? world.Accepted(spec.Name, world.Sites[Id] = new Site(Id, spec.Name, spec.Domains, spec.IsDefault, 1)));

    public Task<Outcome<Site>> Update(SiteSpec spec, long? expectedVersion)
    {
        if (world.Refused<Site>(spec.Name) is { } refused) return Task.FromResult(refused);
        var current = world.Sites[Id];
        if (expectedVersion is not null && expectedVersion != current.Version)
            return Task.FromResult(Outcome.Refused<Site>(new Fault(FaultCode.StaleVersion, "", "Changed.")));
        return Task.FromResult(Outcome.Of(world.Sites[Id] = new Site(Id, spec.Name, spec.Domains, spec.IsDefault, current.Version + 1)));
    }

    public Task<Outcome<Site>> Delete() => Task.FromResult(
        world.Refused<Site>(Id.ToString())
        ?? (world.Sites.TryRemove(Id, out var site) ? Outcome.Of(site) : Outcome.Refused<Site>(new Fault(FaultCode.NotFound, "", "There is no such site."))));

    public Task<Site?> Get() => Task.FromResult(world.Sites.GetValueOrDefault(Id));

    public Task<Outcome<LocalNumbersChanged>> PutNumbers(ImmutableArray<LocalNumberSpec> numbers)
    {
        if (!world.Sites.ContainsKey(Id)) return Task.FromResult(NoSuchSite());
        if (world.Refused<LocalNumbersChanged>(numbers[0].Owner) is { } refused) return Task.FromResult(refused);
        ImmutableArray<LocalNumber> changed = [.. numbers.Select(spec => new LocalNumber(
            Id, Number.Parse(spec.Number), spec.Kind, spec.Owner, spec.Target, spec.SpeedDialTo is { } to ? Number.Parse(to) : null, spec.Secret is { Length: > 0 }))];
        world.Numbers.AddOrUpdate(Id, changed, (_, existing) => [.. existing.Concat(changed).OrderBy(number => number.Number)]);
        return Task.FromResult(Outcome.Of(new LocalNumbersChanged(changed)));
    }

    public Task<Outcome<LocalNumbersChanged>> DeleteNumbers(ImmutableArray<string> numbers)
    {
        if (!world.Sites.ContainsKey(Id)) return Task.FromResult(NoSuchSite());
        if (world.Refused<LocalNumbersChanged>(numbers[0]) is { } refused) return Task.FromResult(refused);
        var existing = world.Numbers[Id];
        ImmutableArray<LocalNumber> gone = [.. existing.Where(number => numbers.Contains(number.Number.ToString()))];
        world.Numbers[Id] = existing.RemoveRange(gone);
        return Task.FromResult(Outcome.Of(new LocalNumbersChanged(gone)));
    }

    public Task<RouteExplanation> ExplainRoute(string dialled, ConnectorId? arrivedOver) => Task.FromResult(World.Explain(dialled, arrivedOver));

    private static Outcome<LocalNumbersChanged> NoSuchSite() => Outcome.Refused<LocalNumbersChanged>(new Fault(FaultCode.NotFound, "", "There is no such site."));
}

public sealed class FakeConnectorGrain(World world) : Grain, IConnectorGrain
{
    private ConnectorId Id => new(this.GetPrimaryKey());

    public Task<Outcome<Connector>> Create(SiteId site, ConnectorSpec spec) => Task.FromResult(
        !world.Sites.ContainsKey(site) ? Outcome.Refused<Connector>(new Fault(FaultCode.NotFound, "site", "There is no such site."))
        : world.Refused<Connector>(spec.Name) ?? world.Accepted(spec.Name, world.Connectors[Id] = From(site, spec, 1)));

    public Task<Outcome<Connector>> Update(ConnectorSpec spec, long? expectedVersion)
    {
        if (world.Refused<Connector>(spec.Name) is { } refused) return Task.FromResult(refused);
        var current = world.Connectors[Id];
        if (expectedVersion is not null && expectedVersion != current.Version)
            return Task.FromResult(Outcome.Refused<Connector>(new Fault(FaultCode.StaleVersion, "", "Changed.")));
        return Task.FromResult(Outcome.Of(world.Connectors[Id] = From(current.Site, spec, current.Version + 1)));
    }

    public Task<Outcome<Connector>> SetEnabled(bool enabled) => Task.FromResult(
        world.Refused<Connector>(Id.ToString())
        ?? (world.Connectors.TryGetValue(Id, out var connector)
            ? Outcome.Of(world.Connectors[Id] = connector with { Enabled = enabled, Version = connector.Version + 1 })
            : NotFound()));

    public Task<Outcome<Connector>> Delete() => Task.FromResult(
        world.Refused<Connector>(Id.ToString()) ?? (world.Connectors.TryRemove(Id, out var connector) ? Outcome.Of(connector) : NotFound()));

    public Task<Connector?> Get() => Task.FromResult(world.Connectors.GetValueOrDefault(Id));

    public Task<TrunkStatus?> GetTrunk() => throw new NotSupportedException("The API reads trunk states from memory.");

    public Task Reload() => Task.CompletedTask;

    public Task Ensure() => Task.CompletedTask;

    public Task ReportTrunk(TrunkStatus status) => Task.CompletedTask;

    public Task<ChannelAllotment> ReportChannels(NodeChannels report) => throw new NotSupportedException("The API reports no channels.");

    public Task<ImmutableArray<NodeChannels>> GetChannels() => throw new NotSupportedException("The API asks its node.");
    public Task<Outcome<Examination>> Examine(string? testNumber) => Task.FromResult(
        world.Refused<Examination>(testNumber ?? Id.ToString()) ?? Outcome.Of(new Examination(
            false, $"{testNumber} is not there.",
            [new ExaminationCheck(CheckKind.Dns, CheckOutcome.Passed, "An address.", TimeSpan.FromMilliseconds(12.6)), new ExaminationCheck(CheckKind.Tls, CheckOutcome.Skipped, "UDP.", TimeSpan.Zero)])));

    private static Outcome<Connector> NotFound() => Outcome.Refused<Connector>(new Fault(FaultCode.NotFound, "", "There is no such connector."));

    private Connector From(SiteId site, ConnectorSpec spec, long version)
    {
        world.LastSpecs[Id] = spec;
        return new Connector(
            Id, site, spec.Name, spec.Type, spec.Address,
            [.. spec.Ranges.Select(range => new ExtensionRange(
                RangeId.New(), Id, new NumberRange(Number.Parse(range.Min), Number.Parse(range.Max)), range.StripDigits, range.PrependDigits))],
            spec.Username, spec.Username is null ? null : $"{spec.Username}@{spec.Address}:{{password}}",
            spec.Register, spec.NatTransformation, spec.Enabled, spec.AllowTransit, spec.Priority, spec.Transport,
            spec.NoAnswerTimeoutSeconds, spec.CallerIdentity,
            spec.Md5Only, spec.TrustIdentity, spec.SessionExpiresSeconds, spec.Tls ?? TlsPolicy.Default, spec.Limits ?? TrunkLimits.Default, null, version);
    }
}

public sealed class FakeExtensionRangeGrain(World world) : Grain, IExtensionRangeGrain
{
    private ImmutableArray<Conflict> All => world.Conflicts.GetValueOrDefault(new RangeId(this.GetPrimaryKey()), []);

    public Task<ConflictPage> GetConflicts(int first, string? after) => FindConflicts(new ConflictFilter(), first, after);

    public Task<ConflictPage> FindConflicts(ConflictFilter filter, int first, string? after)
    {
        var found = All.Where(filter.Takes).ToImmutableArray();
        var rest = found.Where(conflict => after is null || string.CompareOrdinal(conflict.Key, after) > 0).ToImmutableArray();
        ImmutableArray<Conflict> page = [.. rest.Take(first)];
        return Task.FromResult(new ConflictPage(page, found.Length, rest.Length > page.Length ? page[^1].Key : null));
    }

    public Task<int> CountConflicts() => Task.FromResult(All.Length);

    public Task<Outcome<Conflict>> Decide(string number, Precedence? precedence)
    {
        if (world.Refused<Conflict>(number) is { } refused) return Task.FromResult(refused);
        if (All.FirstOrDefault(each => each.Numbers.Min.ToString() == number) is not { } conflict)
            return Task.FromResult(Outcome.Refused<Conflict>(new Fault(FaultCode.NotFound, "", "There is no such extension range.")));
        return Task.FromResult(Outcome.Of(conflict with { Winner = precedence ?? Precedence.Local, Decided = precedence is not null }));
    }

    public Task Invalidate() => Task.CompletedTask;
}

public sealed class FakeAddressOfRecordGrain(World world) : Grain, IAddressOfRecordGrain
{
    public Task<ImmutableArray<Binding>> Get() => Task.FromResult(world.Bindings.GetValueOrDefault(this.GetPrimaryKeyString(), []));

    public Task<BindingsChanged> Register(ImmutableArray<Binding> bindings, ContactLimit limit) => throw new NotSupportedException();

    public Task<BindingsChanged> Clear(string callId, uint cseq) => throw new NotSupportedException();

    public Task Refresh(ImmutableArray<Binding> bindings) => throw new NotSupportedException();
}
