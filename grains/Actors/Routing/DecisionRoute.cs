using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Grains.Routing;

/// <summary>
/// One layer of the precedence decisions on a number, and those below it. Of the layers that are in force at a time the topmost counts, so
/// one that ends, or is taken away, uncovers what was there before it.
/// </summary>
/// <param name="Number">The number.</param>
/// <param name="Precedence">Who wins it; null for the default, as if nobody had decided.</param>
/// <param name="Connector">The connector in whose range it was made; for Remote it gets the number.</param>
public sealed record DecisionRoute(Number Number, Precedence? Precedence, ConnectorId Connector)
{
    /// <summary>Its place: it lies above those that were decided before it.</summary>
    public long Layer { get; init; }

    /// <summary>From when it is in force.</summary>
    public DateTimeOffset From { get; init; } = DateTimeOffset.MinValue;

    /// <summary>When it ends; null when it does not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>The migration that decided it; null for a decision on this number alone.</summary>
    public MigrationId? Migration { get; init; }

    /// <summary>The layer below; null when it is the lowest.</summary>
    public DecisionRoute? Below { get; init; }

    /// <summary>The layer that counts at a time; null when none is in force.</summary>
    public DecisionRoute? At(DateTimeOffset time)
    {
        for (var layer = this; layer is not null; layer = layer.Below)
            if (layer.From <= time && !(layer.Until <= time)) return layer;
        return null;
    }

    /// <summary>The first time after this one at which another layer may count; null when none will.</summary>
    public DateTimeOffset? NextChange(DateTimeOffset after)
    {
        DateTimeOffset? next = null;
        for (var layer = this; layer is not null; layer = layer.Below)
        {
            if (layer.From > after && !(next <= layer.From)) next = layer.From;
            if (layer.Until > after && !(next <= layer.Until)) next = layer.Until;
        }
        return next;
    }
}
