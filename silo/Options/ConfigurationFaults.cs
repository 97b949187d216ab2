using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Options;

/// <summary>Finds in a failed start what is wrong with the configuration, so that a person reads sentences and no stack.</summary>
internal static class ConfigurationFaults
{
    /// <summary>Every fault of every section; empty when the start failed for another reason.</summary>
    public static IReadOnlyList<string> In(Exception exception) => exception switch
    {
        OptionsValidationException validation => [.. validation.Failures.Distinct()],
        // Faults in several sections.
        AggregateException several when several.InnerExceptions.All(static inner => inner is OptionsValidationException) =>
            // Options that are made of others fail with them, and say the same.
            [.. several.InnerExceptions.SelectMany(In).Distinct()],
        _ => [],
    };
}
