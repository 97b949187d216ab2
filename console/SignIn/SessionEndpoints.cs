using System.Security.Claims;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.SignIn;

/// <summary>Begins and ends sessions: forms post here, each with its antiforgery token.</summary>
internal static class SessionEndpoints
{
    /// <summary>The cookie's authentication scheme.</summary>
    public const string Scheme = "Console";

    /// <summary>The page with the form.</summary>
    public const string SignInPath = "/sign-in";

    public static void MapSession(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session/key", SignInByKey);
        routes.MapPost("/session/end", SignOut);
        routes.MapOpenIdSignIn();
    }

    /// <summary>Where to go after sign-in: a path of ours only.</summary>
    public static string Local(string? path) => path is ['/', not ('/' or '\\'), ..] or "/" && !path.Any(char.IsControl) ? path : "/";

    private static async Task<IResult> SignInByKey(HttpContext context, IAntiforgery antiforgery, Credential credential, GraphQLClient client, IOptions<ConsoleOptions> options, TimeProvider time)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Refused("The form was too old: try again.", null);
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (key, next) = (form["key"].ToString().Trim(), Local(form["next"]));
        if (key.Length == 0) return Refused("Enter your API key.", next);
        if (key.Any(static c => c is <= ' ' or > '~')) return Refused("There is no such API key.", next);
        credential.Set(key, null);
        credential.RemoteAddress = context.Connection.RemoteIpAddress;
        var answer = await client.Run(ViewerOperations.Viewer, cancellation: context.RequestAborted);
        if (answer.Data is not { Viewer: var viewer }) return Refused(answer.Problem ?? "That did not work: try again.", next);
        var (principal, properties) = Session(viewer, key, options.Value, time);
        await context.SignInAsync(Scheme, principal, properties);
        return Results.LocalRedirect(next);
    }

    /// <summary>A session as it stands in the cookie: it ends with what it was begun with.</summary>
    public static (ClaimsPrincipal Principal, AuthenticationProperties Properties) Session(Viewer viewer, string secret, ConsoleOptions options, TimeProvider time)
    {
        var end = time.GetUtcNow() + options.SessionTime;
        if (viewer.Until is { } until && until < end) end = until;
        return ((viewer with { Until = end }).Principal(secret), new AuthenticationProperties { ExpiresUtc = end, AllowRefresh = false });
    }

    private static async Task<IResult> SignOut(HttpContext context, IAntiforgery antiforgery)
    {
        if (!await antiforgery.IsRequestValidAsync(context)) return Results.LocalRedirect("/");
        await context.SignOutAsync(Scheme);
        return Results.LocalRedirect(SignInPath);
    }

    /// <summary>The sign-in page that says what is wrong.</summary>
    public static string RefusedAt(string problem, string? next) => $"{SignInPath}?problem={Uri.EscapeDataString(problem)}&next={Uri.EscapeDataString(next ?? "/")}";

    private static IResult Refused(string problem, string? next) => Results.LocalRedirect(RefusedAt(problem, next));
}
