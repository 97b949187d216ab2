using GraphQL;
using GraphQL.Execution;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Api.GraphQL.Calls;
using SystemConnector.Api.GraphQL.Conflicts;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Api.Transport;

namespace SystemConnector.Api;

/// <summary>Adds the API to a host.</summary>
public static class SystemConnectorApi
{
    /// <summary>Where GraphQL is served, over HTTP, WebSocket and server-sent events.</summary>
    public const string GraphQLPath = "/graphql";

    /// <summary>
    /// Adds the API's services, set up by the section "Api". The host must have an Orleans client or silo, and
    /// IConfigurationQueries, IConflictCounts, IMigrationQueries, ITrunkStates, IEventLog, IFarEndView, and the services of Contracts/Access.
    /// </summary>
    public static IServiceCollection AddSystemConnectorApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.Configure<ApiOptions>(configuration.GetSection(ApiOptions.SectionName));
        return services.AddSystemConnectorApi();
    }

    /// <summary>Adds the API's services, set up by code.</summary>
    public static IServiceCollection AddSystemConnectorApi(this IServiceCollection services, Action<ApiOptions> configure)
    {
        services.Configure(configure);
        return services.AddSystemConnectorApi();
    }

    /// <summary>Serves the API under <see cref="GraphQLPath"/>, on the URLs of its options unless the host has some already.</summary>
    public static WebApplication MapSystemConnectorApi(this WebApplication app)
    {
        app.UseProxies(app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.Proxies);
        app.UseResponseCompression();
        app.Use(static (context, next) =>
        {
            if (context.Request.Path == GraphQLPath) CorkedUpgrade.Install(context);
            return next(context);
        });
        app.UseWebSockets();
        app.Map(GraphQLPath, context => context.RequestServices.GetRequiredService<GraphQLEndpoint>().Serve(context));
        app.MapGet(ExportEndpoint.Path, static (HttpContext context, string list) => context.RequestServices.GetRequiredService<ExportEndpoint>().Serve(context, list));
        return app;
    }

    private static IServiceCollection AddSystemConnectorApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<FailedAttempts>();
        services.AddSingleton<RateLimits>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<ScopedIds>();
        services.AddSingleton<IdArguments>();
        services.AddSingleton<AccessVisitor>();
        services.AddSingleton<KitFactsReader>();
        services.AddSingleton<NodeReports>();
        services.AddSingleton<ConflictCountLoader>();
        services.AddSingleton<ClusterCalls>();
        services.AddSingleton<UnhandledExceptions>();
        services.AddSingleton<GraphQLMetrics>();
        services.AddSingleton<GraphQLExecution>();
        services.AddSingleton<SubscriptionMetrics>();
        services.AddSingleton<Subscriptions>();
        services.AddScoped<OperationEvents>();
        services.AddSingleton<Origins>();
        services.AddSingleton<GraphQLEvents>();
        services.AddSingleton<GraphQLHttp>();
        services.AddSingleton<SocketSeats>();
        services.AddSingleton<GraphQLSockets>();
        services.AddSingleton<GraphQLEndpoint>();
        services.AddSingleton<IDocumentBuilder, BoundedDocuments>();
        services.AddSingleton<Door>();
        services.AddSingleton<ExportEndpoint>();
        services.AddHostedService<ApiStart>();
        services.AddResponseCompression(compression =>
        {
            // An answer holds nothing that a page of another origin could have put beside a secret: it cannot ask.
            compression.EnableForHttps = true;
            compression.MimeTypes = [MediaTypes.Json, MediaTypes.GraphQLResponse];
        });

        services.AddGraphQL(builder => builder
            .AddSchema<ApiSchema>()
            .AddGraphTypes(typeof(ApiSchema).Assembly)
            .AddSchemaVisitor<AccessVisitor>()
            .AddAutoClrMappings()
            .AddSystemTextJson()
            .AddErrorInfoProvider(errors =>
            {
                // The defaults tell the names of exceptions.
                errors.ExposeExceptionDetails = false;
                errors.ExposeCodes = false;
                errors.ExposeData = false;
            })
            .AddComplexityAnalyzer((complexity, provider) => ComplexityLimits.Configure(complexity, provider.GetRequiredService<IOptions<ApiOptions>>().Value)));
        return services;
    }
}
