using System.Collections;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace SystemConnector.Silo.Options;

/// <summary>
/// Makes a key that no option has a fault of its section: a mistyped key would otherwise be a setting that silently does nothing.
/// </summary>
internal sealed class UnknownKeys<TOptions>(IConfiguration configuration, string section) : IValidateOptions<TOptions>
    where TOptions : class
{
    public ValidateOptionsResult Validate(string? name, TOptions options)
    {
        var faults = new List<string>();
        Check(configuration.GetSection(section), typeof(TOptions), faults);
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private static void Check(IConfigurationSection section, Type type, List<string> faults)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(static property => property.CanWrite || IsList(property.PropertyType)).ToArray();
        foreach (var entry in section.GetChildren())
        {
            var property = Array.Find(properties, candidate => candidate.Name.Equals(entry.Key, StringComparison.OrdinalIgnoreCase));
            if (property is null) faults.Add($"{entry.Path}: there is no such option; {Nearest(entry, properties)}.");
            else if (IsList(property.PropertyType)) CheckList(entry, faults);
            else if (IsGroup(property.PropertyType)) Check(entry, property.PropertyType, faults);
        }
    }

    /// <summary>The binder takes a list's items and passes over a single value.</summary>
    private static void CheckList(IConfigurationSection entry, List<string> faults)
    {
        if (!string.IsNullOrEmpty(entry.Value)) faults.Add($"{entry.Path}: is a list; its first item is '{entry.Path}:0'.");
    }

    private static string Nearest(IConfigurationSection entry, PropertyInfo[] properties)
    {
        var nearest = properties.Select(static property => property.Name).MinBy(name => EditDistance.Between(entry.Key, name));
        return nearest is null ? "this section has none" : $"the nearest is '{entry.Path[..^entry.Key.Length]}{nearest}'";
    }

    private static bool IsList(Type type) => type != typeof(string) && type.IsAssignableTo(typeof(IEnumerable));

    private static bool IsGroup(Type type) => type.IsClass && type != typeof(string);
}
