using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Grains.Routing;

namespace SystemConnector.Grains.Ranges;

/// <summary>Says that a decision which begins later never will count, since an open one now lies above it.</summary>
internal static class CoveredWarning
{
    /// <summary>For the layers that an open decision, in force from now on, is laid upon.</summary>
    public static ImmutableArray<Warning> Of(DecisionRoute? layers, DateTimeOffset now)
    {
        for (var layer = layers; layer is not null; layer = layer.Below)
            if (layer.From > now)
                return [new Warning(WarningCode.CoversTimedDecision, "number", $"What was decided for {layer.Number} from {UtcText.Of(layer.From)} on lies below this decision, and will not count.")];
        return [];
    }
}
