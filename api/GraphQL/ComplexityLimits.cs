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
            // In memory, a fraction of what a row costs; but lists count as long as they are, for they can be nested at will.
            if (context.ParentType?.Name.StartsWith("__", StringComparison.Ordinal) == true) return new(cost.FieldImpact / 20, SchemaLength(context.FieldDefinition.Name));
            // A page size below 1 is refused when it is resolved, but must not pay for another field here.
            return new(cost.FieldImpact, Math.Clamp(cost.ChildImpactMultiplier, 1, PageSize.Max));
        };
    }

    /// <summary>How many items a list of introspection has, about.</summary>
    private static double SchemaLength(string field) => field switch
    {
        "types" => 300,
        "fields" or "inputFields" or "enumValues" or "possibleTypes" => 10,
        "args" or "interfaces" or "directives" or "locations" => 3,
        _ => 1,
    };
}
