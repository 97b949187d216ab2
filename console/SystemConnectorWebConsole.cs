using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using MudBlazor.Services;
using SystemConnector.WebConsole.Connectors.Editing;
using SystemConnector.WebConsole.GraphQL;
using SystemConnector.WebConsole.Layout;
using SystemConnector.WebConsole.SignIn;

namespace SystemConnector.WebConsole;

/// <summary>Adds the web console to a host.</summary>
public static class SystemConnectorWebConsole
{
    /// <summary>
    /// Adds the console's services, set up by the section "Console". The host gives the HTTP client <see cref="GraphQLClient.HttpClientName"/>
    /// a base address and a handler that lead to the API, and a data protection that all nodes share.
    /// </summary>
    public static IHttpClientBuilder AddSystemConnectorWebConsole(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ConsoleOptions>().Bind(configuration.GetSection(ConsoleOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ConsoleOptions>, ConsoleOptionsValidator>();
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.Configure<CircuitOptions>(static circuits =>
        {
            // Whoever lost the connection comes back soon, or begins anew.
            circuits.DisconnectedCircuitMaxRetained = 50;
            circuits.DisconnectedCircuitRetentionPeriod = TimeSpan.FromMinutes(1);
        });
        services.AddCascadingAuthenticationState();
        services.AddAuthorization();
        services.AddAntiforgery(static antiforgery => antiforgery.Cookie.Name = "sc-form");
        var authentication = services.AddAuthentication(SessionEndpoints.Scheme).AddOpenIdSignIn(configuration[$"{ConsoleOptions.Section}:Oidc:ClientId"]);
        authentication.AddCookie(SessionEndpoints.Scheme, static cookie =>
        {
            cookie.Cookie.Name = "sc-session";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.LoginPath = SessionEndpoints.SignInPath;
            cookie.ReturnUrlParameter = "next";
            cookie.SlidingExpiration = false;
        });
        services.AddMudServices();
        services.AddScoped<Credential>();
        services.AddScoped<GraphQLClient>();
        services.AddScoped<KeptDrafts>();
        services.AddScoped<ReaderClock>();
        return services.AddHttpClient(GraphQLClient.HttpClientName, static client => client.Timeout = Timeout.InfiniteTimeSpan);
    }

    /// <summary>Serves the console at every path that nobody else has.</summary>
    /// <param name="app">The host.</param>
    /// <param name="assets">The list of the host's static files, which its build writes.</param>
    public static void MapSystemConnectorWebConsole(this WebApplication app, string assets)
    {
        app.UseMiddleware<PageHeaders>();
        app.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true);
        app.Use(static (context, next) =>
        {
            // A page is for people; programs get the bare status.
            var isPerson = context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);
            if (!isPerson && context.Features.Get<IStatusCodePagesFeature>() is { } pages) pages.Enabled = false;
            return next(context);
        });
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
        app.MapStaticAssets(assets);
        app.MapSession();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode(static server => server.ContentSecurityFrameAncestorsPolicy = null);
    }
}
