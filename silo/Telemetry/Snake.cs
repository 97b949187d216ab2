using System.Collections.Concurrent;
using System.Text.Json;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Names of enumerations as OpenTelemetry writes values of attributes: no_media_ports.</summary>
internal static class Snake
{
    /// <summary>The name of a value.</summary>
    public static string Of<T>(T value) where T : struct, Enum => Names<T>.All.GetOrAdd(value, static v => JsonNamingPolicy.SnakeCaseLower.ConvertName(v.ToString()));

    private static class Names<T> where T : struct, Enum
    {
        public static readonly ConcurrentDictionary<T, string> All = new();
    }
}
