using GraphQL;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Api.GraphQL.Nodes;
using SystemConnector.Api.RemoteKits;
using SystemConnector.Api.Transport;

namespace SystemConnector.Api;

/// <summary>Adds the API to a host.</summary>
public static class SystemConnectorApi
{
    /// <summary>Where GraphQL is served, over HTTP and WebSocket.</summary>
    public const string GraphQLPath = "/graphql";

    /// <summary>
    /// Adds the API's services, set up by the section "Api". The host must have an Orleans client or silo, and
    /// IConfigurationQueries, ITrunkStates, IEventLog and IFarEndView.
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
        app.Use(static (context, next) =>
        {
            CorkedUpgrade.Install(context);
            return next(context);
        });
        // A peer that vanished without a close is noticed by its missing pong.
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = TimeSpan.FromSeconds(30), KeepAliveTimeout = TimeSpan.FromSeconds(15) });
        app.Map(GraphQLPath, context => context.RequestServices.GetRequiredService<GraphQLEndpoint>().Serve(context));
        return app;
    }

    private static IServiceCollection AddSystemConnectorApi(this IServiceCollection services)
    {
        services.AddOptions<ApiOptions>().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ApiOptions>, ApiOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<Authenticator>();
        services.AddSingleton<KitFactsReader>();
        services.AddSingleton<NodeReports>();
        services.AddSingleton<UnhandledExceptions>();
        services.AddSingleton<GraphQLMetrics>();
        services.AddSingleton<GraphQLExecution>();
        services.AddSingleton<SubscriptionMetrics>();
        services.AddSingleton<Subscriptions>();
        services.AddScoped<OperationEvents>();
        services.AddSingleton<GraphQLHttp>();
        services.AddSingleton<GraphQLSockets>();
        services.AddSingleton<GraphQLEndpoint>();
        services.AddHostedService<ApiStart>();

        services.AddGraphQL(builder => builder
            .AddSchema<ApiSchema>()
            .AddGraphTypes(typeof(ApiSchema).Assembly)
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
