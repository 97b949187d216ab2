using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Numbers;

namespace SystemConnector.Grains.Connectors;

/// <summary>A connector's configuration that has no fault, its fields filled from the register string.</summary>
internal sealed record ConnectorDraft(
    ConnectorSpec Spec,
    string Address,
    string? Username,
    string? Password,
    ImmutableArray<RangeDraft> Ranges)
{
    /// <summary>Says which connector it is, and no secret.</summary>
    public override string ToString() => $"draft of \"{Spec.Name}\"";
}

/// <summary>An extension range that has no fault.</summary>
internal readonly record struct RangeDraft(NumberRange Numbers, int StripDigits, string PrependDigits);

/// <summary>What validation came to: a draft, or every fault.</summary>
internal sealed record CheckedConnector(ConnectorDraft? Draft, ImmutableArray<Fault> Faults, ImmutableArray<Warning> Warnings);
