using GraphQL.Validation.Complexity;
using SystemConnector.Api.GraphQL.Paging;

namespace SystemConnector.Api.GraphQL;

/// <summary>Bounds what one document may ask for.</summary>
internal static class ComplexityLimits
{
    public static void Configure(ComplexityOptions complexity, ApiOptions options)
    {
        complexity.MaxDepth = options.MaxDepth;
        complexity.MaxComplexity = options.MaxComplexity;
        // Lists without a page size are the few ranges of a connector, domains of a site, steps of a route.
        complexity.DefaultListImpactMultiplier = 3;
        var estimate = complexity.DefaultComplexityImpactDelegate;
        complexity.DefaultComplexityImpactDelegate = context =>
        {
            var cost = estimate(context);
            // A page size below 1 is refused when it is resolved, but must not pay for another field here.
            // What introspection reads is in memory; it still counts, for it can be nested at will.
            var impact = context.ParentType?.Name.StartsWith("__", StringComparison.Ordinal) == true ? cost.FieldImpact / 2 : cost.FieldImpact;
            return new(impact, Math.Clamp(cost.ChildImpactMultiplier, 1, PageSize.Max));
        };
    }
}
