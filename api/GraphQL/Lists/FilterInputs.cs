using System.Collections.Immutable;
using System.ComponentModel;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Lists;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Api.GraphQL.Lists;

[Description("Which sites are wanted. What is left out does not count; all of the rest must hold.")]
internal sealed class SiteFilterInput
{
    [Description("Those whose name has this in it, in upper or lower case.")]
    public string? NameContains { get; init; }

    [Description("Those that have a SIP domain with this in it, in upper or lower case.")]
    public string? DomainContains { get; init; }

    public static SiteFilter Of(SiteFilterInput? input) => new() { NameContains = input?.NameContains, DomainContains = input?.DomainContains };
}

[Description("Which connectors are wanted. What is left out does not count; all of the rest must hold.")]
internal sealed class ConnectorFilterInput
{
    [Description("Those whose name has this in it, in upper or lower case.")]
    public string? NameContains { get; init; }

    [Description("Those whose address has this in it, in upper or lower case.")]
    public string? AddressContains { get; init; }

    [Description("Those of this type.")]
    public ConnectionType? ConnectionType { get; init; }

    [Description("Those that are enabled, or those that are not.")]
    public bool? Enabled { get; init; }

    [Description("Those whose trunk is in one of these states, as this node knows it.")]
    public IReadOnlyList<TrunkState>? TrunkStates { get; init; }

    [Description("Those that have conflicts, or those that have none, counted within a second of a change.")]
    public bool? HasConflicts { get; init; }

    public static ConnectorFilter Of(ConnectorFilterInput? input, ImmutableArray<SiteId>? sites) => new()
    {
        Sites = sites,
        NameContains = input?.NameContains,
        AddressContains = input?.AddressContains,
        Type = input?.ConnectionType,
        Enabled = input?.Enabled,
        TrunkStates = input?.TrunkStates is { } states ? [.. states] : null,
        HasConflicts = input?.HasConflicts,
    };
}

[Description("Which local numbers are wanted. What is left out does not count; all of the rest must hold.")]
internal sealed class LocalNumberFilterInput
{
    [Description("Those that begin with this: digits, '*' and '#'.")]
    public string? Prefix { get; init; }

    [Description("Those from this number on, of its length; goes with max.")]
    public string? Min { get; init; }

    [Description("Those up to this number, of its length; goes with min.")]
    public string? Max { get; init; }

    [Description("Those of this kind.")]
    public LocalNumberKind? Kind { get; init; }

    [Description("Those whose owner's name has this in it, in upper or lower case.")]
    public string? OwnerContains { get; init; }

    /// <summary>The filter, or all that is wrong with the input.</summary>
    public static (LocalNumberFilter Filter, ImmutableArray<Fault> Faults) Of(LocalNumberFilterInput? input)
    {
        if (input is null) return (new LocalNumberFilter(), []);
        var faults = ImmutableArray.CreateBuilder<Fault>();
        if (!string.IsNullOrEmpty(input.Prefix) && !Number.TryParse(input.Prefix, out _))
            faults.Add(new Fault(FaultCode.Malformed, "filter.prefix", $"'{input.Prefix}' does not begin a number: that is digits, '*' and '#'."));
        NumberRange? range = null;
        if (input.Min is not null || input.Max is not null)
        {
            if (!Number.TryParse(input.Min, out var min) || !Number.TryParse(input.Max, out var max) || !min.IsNumeric || !max.IsNumeric || min.Length != max.Length || min > max)
                faults.Add(new Fault(FaultCode.Contradiction, "filter.max", "min and max go together: two numbers of digits, as many in both, the lowest first."));
            else
                range = new NumberRange(min, max);
        }
        return (new LocalNumberFilter { Prefix = input.Prefix, Range = range, Kind = input.Kind, OwnerContains = input.OwnerContains }, faults.ToImmutable());
    }
}
