using System.ComponentModel;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

[Description("Which conflicts are meant; what is left out does not matter.")]
internal sealed class ConflictFilterInput
{
    [Description("Those of one of these kinds.")]
    public IReadOnlyList<ConflictKind>? Kinds { get; init; }

    [Description("Those that this side wins now.")]
    public Precedence? Winner { get; init; }

    [Description("True for those that an administrator decided, false for those that nobody did.")]
    public bool? Decided { get; init; }

    [Description("Those whose lowest number begins so.")]
    public string? NumberPrefix { get; init; }

    [Description("Those whose text holds this, whatever the case: a part of an owner's name, say.")]
    public string? Owner { get; init; }

    public ConflictFilter ToFilter() => new(Kinds is null ? null : [.. Kinds], Winner, Decided, NumberPrefix, Owner);
}
