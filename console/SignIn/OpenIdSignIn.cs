using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.SignIn;

/// <summary>Sign-in at an OpenID provider: authorization code with PKCE. The token that it gives is what the API is shown from then on.</summary>
internal static class OpenIdSignIn
{
    /// <summary>Where it begins.</summary>
    public const string StartPath = "/session/oidc/start";

    private const string Scheme = "Oidc";

    /// <summary>Adds it, when a client id is set.</summary>
    public static AuthenticationBuilder AddOpenIdSignIn(this AuthenticationBuilder authentication, string? clientId)
    {
        if (string.IsNullOrEmpty(clientId)) return authentication;
        authentication.Services.AddSingleton<IConfigureOptions<OpenIdConnectOptions>, Configuration>();
        return authentication.AddOpenIdConnect(Scheme, static _ => { });
    }

    /// <summary>Serves the way there.</summary>
    public static void MapOpenIdSignIn(this IEndpointRouteBuilder routes) => routes.MapGet(StartPath, static (string? next, IOptions<ConsoleOptions> options) =>
        options.Value.Oidc.ClientId is null
            ? Results.NotFound()
            : Results.Challenge(new AuthenticationProperties { RedirectUri = SessionEndpoints.Local(next) }, [Scheme]));

    private static async Task Begin(TokenValidatedContext context)
    {
        var services = context.HttpContext.RequestServices;
        var options = services.GetRequiredService<IOptions<ConsoleOptions>>().Value;
        var token = (options.Oidc.UseIdToken ? context.TokenEndpointResponse?.IdToken : context.TokenEndpointResponse?.AccessToken) ?? "";
        services.GetRequiredService<Credential>().Set(token, null);
        var answer = await services.GetRequiredService<GraphQLClient>().Run(ViewerOperations.Viewer, cancellation: context.HttpContext.RequestAborted);
        if (answer.Data is not { Viewer: var viewer })
        {
            context.Fail(answer.Problem ?? "The API does not take the provider's token.");
            return;
        }
        var (principal, properties) = SessionEndpoints.Session(viewer, token, options, services.GetRequiredService<TimeProvider>());
        context.Principal = principal;
        (context.Properties!.ExpiresUtc, context.Properties.AllowRefresh) = (properties.ExpiresUtc, properties.AllowRefresh);
    }

    /// <summary>Taken from the console's options when they are all there.</summary>
    private sealed class Configuration(IOptions<ConsoleOptions> console, TimeProvider time) : IConfigureNamedOptions<OpenIdConnectOptions>
    {
        public void Configure(OpenIdConnectOptions options) => Configure(Scheme, options);

        public void Configure(string? name, OpenIdConnectOptions options)
        {
            if (name != Scheme) return;
            var oidc = console.Value.Oidc;
            options.TimeProvider = time;
            options.SignInScheme = SessionEndpoints.Scheme;
            options.Authority = oidc.Authority;
            // A provider on this machine may be without TLS, as the API's own rule has it.
            options.RequireHttpsMetadata = !(Uri.TryCreate(oidc.Authority, UriKind.Absolute, out var authority) && authority.IsLoopback);
            options.ClientId = oidc.ClientId;
            options.ClientSecret = oidc.ClientSecret;
            options.CallbackPath = "/session/oidc";
            options.ResponseType = OpenIdConnectResponseType.Code;
            options.ResponseMode = OpenIdConnectResponseMode.Query;
            options.UsePkce = true;
            options.MapInboundClaims = false;
            options.Scope.Clear();
            foreach (var scope in oidc.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries)) options.Scope.Add(scope);
            options.CorrelationCookie.SameSite = options.NonceCookie.SameSite = SameSiteMode.Lax;
            options.CorrelationCookie.SecurePolicy = options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.Events = new OpenIdConnectEvents
            {
                OnTokenValidated = Begin,
                OnRemoteFailure = static context =>
                {
                    context.HandleResponse();
                    context.Response.Redirect(SessionEndpoints.RefusedAt(context.Failure?.Message ?? "The provider refused.", null));
                    return Task.CompletedTask;
                },
            };
        }
    }
}
