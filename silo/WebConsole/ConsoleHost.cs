using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using SystemConnector.Api;
using SystemConnector.Api.Transport;
using SystemConnector.WebConsole;
using SystemConnector.WebConsole.SignIn;

namespace SystemConnector.Silo.WebConsole;

/// <summary>Puts the console into a node: it reaches the API within the process, and its sessions hold on every node.</summary>
internal static class ConsoleHost
{
    /// <summary>Where a published node has the console's files, from wherever it is started; null for a build, which lists those of its libraries instead.</summary>
    public static string? FilesOfPublished => Path.Combine(AppContext.BaseDirectory, "wwwroot") is var path && Directory.Exists(path) ? path : null;

    /// <summary>Adds it.</summary>
    public static void AddConsole(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddSystemConnectorWebConsole(builder.Configuration)
            .ConfigureHttpClient(static client => client.BaseAddress = new Uri("http://node.internal"))
            .ConfigurePrimaryHttpMessageHandler(static services => new InProcessHandler(services.GetRequiredService<IServiceScopeFactory>()))
            .RemoveAllLoggers();
        builder.Services.AddOptions<ConsoleOptions>().Configure<IOptions<ApiOptions>>(static (console, api) => console.Oidc.Authority ??= api.Value.Oidc.Authority);
        builder.Services.AddDataProtection().SetApplicationName("System Connector").DisableAutomaticKeyGeneration();
        builder.Services.AddSingleton<ClusterDataProtectionKeys>();
        builder.Services.AddSingleton<IConfigureOptions<KeyManagementOptions>, ClusterDataProtectionKeys.Use>();
    }

    /// <summary>Serves it, unless it is switched off.</summary>
    public static void MapConsole(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Enabled) app.MapSystemConnectorWebConsole($"{typeof(ConsoleHost).Assembly.GetName().Name}.staticwebassets.endpoints.json");
    }
}
