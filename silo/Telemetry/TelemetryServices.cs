using System.Diagnostics.Metrics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using SystemConnector.Grains.Hosting;
using SystemConnector.Silo.Options;

namespace SystemConnector.Silo.Telemetry;

/// <summary>Registers what operators watch.</summary>
internal static class TelemetryServices
{
    // A node has some ten series for a connector in an instrument where it names them; what is beyond is one series more.
    private const int MostSeries = 20_000;

    private static readonly string[] _meters =
    [
        "SystemConnector.*", "Microsoft.Orleans", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql",
    ];

    private static readonly string[] _traces =
    [
        "SystemConnector.*", "Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage",
    ];

    /// <summary>Adds metrics, traces, health and logs; after the API, since it listens after it.</summary>
    public static IHostApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<TelemetryOptions>().Bind(builder.Configuration.GetSection(TelemetryOptions.Section));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TelemetryOptions>, TelemetryOptionsValidator>());
        services.RejectUnknownKeys<TelemetryOptions>(builder.Configuration, TelemetryOptions.Section);
        builder.Logging.AddJson(builder.Configuration);

        services.AddSingleton<DigestCounters>();
        services.AddSingleton<ConnectorTags>();
        services.AddSingleton<CallMetrics>();
        services.AddSingleton<CallRecordInstruments>();
        services.AddSingleton<SipInstruments>();
        services.AddSingleton<TrunkInstruments>();
        services.AddSingleton<MediaInstruments>();
        services.AddSingleton<NodeInstruments>();
        services.AddSingleton<Liveness>();
        services.AddSingleton<TelemetryPorts>();
        services.AddHostedService<TelemetryStart>();
        builder.Export(builder.Configuration.GetSection(TelemetryOptions.Section).Get<TelemetryOptions>() ?? new TelemetryOptions());
        return builder;
    }

    /// <summary>Serves metrics and health; before the API, so that it is not served where metrics alone are.</summary>
    public static void MapTelemetry(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<TelemetryOptions>>().Value;
        var door = new MetricsDoor(options, app.Services.GetRequiredService<TelemetryPorts>());
        app.Use(door.Enter);
        app.MapHealth();
        if (options.Prometheus) app.MapPrometheusScrapingEndpoint(options.Path).DisableHttpMetrics();
    }

    private static void Export(this WebApplicationBuilder builder, TelemetryOptions options)
    {
        if (options is { Prometheus: false, OtlpEndpoint: null }) return;
        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService(
            "system-connector",
            serviceVersion: Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion,
            serviceInstanceId: builder.Configuration[$"{NodeOptions.Section}:{nameof(NodeOptions.NodeName)}"] ?? Environment.MachineName));
        telemetry.WithMetrics(metrics =>
        {
            metrics.AddMeter(_meters);
            ((IDeferredMeterProviderBuilder)metrics).Configure((provider, views) => views.AddView(ViewOf(provider.GetRequiredService<IMeterFactory>(), options)));
            if (options.Prometheus) metrics.AddPrometheusExporter();
            if (options.OtlpEndpoint is not null) metrics.AddOtlpExporter(otlp => Send(otlp, options, "v1/metrics"));
        });
        if (options.OtlpEndpoint is null) return;
        // Filters of grain calls cost a little, so they are there only when somebody looks.
        builder.UseOrleans(static silo => silo.AddActivityPropagation());
        telemetry.WithTracing(traces => traces
            .AddSource(_traces)
            .AddAspNetCoreInstrumentation(web => web.Filter = context => !HealthEndpoints.IsHealth(context) && !MetricsDoor.IsMetrics(context, options))
            .SetSampler(new ParentBasedSampler(new RatioSampler(options.TraceRatio)))
            .AddOtlpExporter(otlp => Send(otlp, options, "v1/traces")));
    }

    /// <summary>Meters are heard by their names, in all of the process: those of another node in it are left out.</summary>
    private static Func<Instrument, MetricStreamConfiguration?> ViewOf(IMeterFactory own, TelemetryOptions options) => instrument =>
        instrument.Meter.Scope is { } scope && scope != own ? MetricStreamConfiguration.Drop
        : options.PerConnector && instrument.IsObservable ? new MetricStreamConfiguration { CardinalityLimit = MostSeries }
        : null;

    private static void Send(OtlpExporterOptions otlp, TelemetryOptions options, string signal)
    {
        var isHttp = options.OtlpProtocol == OtlpTransport.Http;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = isHttp ? new Uri($"{options.OtlpEndpoint!.TrimEnd('/')}/{signal}") : new Uri(options.OtlpEndpoint!);
    }
}
