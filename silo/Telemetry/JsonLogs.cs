namespace SystemConnector.Silo.Telemetry;

/// <summary>Logs as JSON, an object in a line, for whoever collects them.</summary>
internal static class JsonLogs
{
    /// <summary>The key that turns it on.</summary>
    public const string Key = "Logging:Json";

    /// <summary>Makes the console write JSON where the configuration says so.</summary>
    public static ILoggingBuilder AddJson(this ILoggingBuilder logging, IConfiguration configuration) =>
        configuration.GetValue<bool>(Key)
            ? logging.AddJsonConsole(static console =>
            {
                console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
                console.UseUtcTimestamp = true;
            })
            : logging;
}
