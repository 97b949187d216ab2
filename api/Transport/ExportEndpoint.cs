using System.Text;
using Microsoft.AspNetCore.Http;
using SystemConnector.Api.Authentication;
using SystemConnector.Api.GraphQL;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Access;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.Transport;

/// <summary>
/// Serves lists whole, for curl and for spreadsheets: GET /export/{list}?siteId=…&amp;format=csv. They are read and sent page by page, so a
/// long one takes no memory; what breaks off in the middle ends the connection, so that nobody takes a part for the whole.
/// </summary>
internal sealed class ExportEndpoint(Door door, RateLimits limits, IExports exports, TimeProvider time)
{
    public const string Path = "/export/{list}";

    public async Task Serve(HttpContext context, string list)
    {
        var (isIn, caller) = await door.Admit(context, (status, _, message) => Refuse(context, status, message));
        if (!isIn || caller is null) return;
        if (!limits.Admit(caller, out var retryAfter))
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(retryAfter.TotalSeconds)}";
            await Refuse(context, StatusCodes.Status429TooManyRequests, "Too many requests with this key: ask again later.");
            return;
        }
        if (caller.Role < Role.Operator)
        {
            await Refuse(context, StatusCodes.Status403Forbidden, "An export needs the role operator.");
            return;
        }
        ListKind? kind = list switch
        {
            "sites" => ListKind.Sites,
            "local-numbers" => ListKind.LocalNumbers,
            "connectors" => ListKind.Connectors,
            "decisions" => ListKind.Decisions,
            _ => null,
        };
        ListFormat? format = context.Request.Query["format"].ToString() switch
        {
            "" or "csv" => ListFormat.Csv,
            "json" => ListFormat.Json,
            _ => null,
        };
        if (kind is null || format is null)
        {
            await Refuse(context, StatusCodes.Status400BadRequest, "Ask for /export/sites, /export/local-numbers, /export/connectors or /export/decisions, with format=csv or format=json.");
            return;
        }
        // A long one ends with the caller: whose key is revoked meanwhile gets no more of it.
        using var watch = new CallerWatch(caller, time, context.Abort);
        await Send(context, caller.Sites, kind.Value, GlobalId.Site(context.Request.Query["siteId"]), format.Value, list);
    }

    private async Task Send(HttpContext context, SiteScope within, ListKind kind, SiteId? site, ListFormat format, string list)
    {
        var cancellation = context.RequestAborted;
        ExportPage? page;
        try
        {
            page = await exports.Read(kind, within, site, format, null, cancellation);
        }
        catch (StorageUnavailableException)
        {
            await Refuse(context, StatusCodes.Status503ServiceUnavailable, "The database does not answer. Calls go on; try again later.");
            return;
        }
        if (page is null)
        {
            await Refuse(context, StatusCodes.Status404NotFound, "There is no such site: give its id as siteId.");
            return;
        }
        var response = context.Response;
        response.ContentType = format == ListFormat.Csv ? "text/csv; charset=utf-8" : "application/json; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{list}.{(format == ListFormat.Csv ? "csv" : "json")}\"";
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        // Without the mark spreadsheets take UTF-8 for something else; the import drops it.
        if (format == ListFormat.Csv) await response.WriteAsync("\uFEFF", Encoding.UTF8, cancellation);
        try
        {
            // In the middle there is no page when the site is gone: what was sent is not the whole.
            for (; page is not null; page = await exports.Read(kind, within, site, format, page.Next, cancellation))
            {
                await response.WriteAsync(page.Text, Encoding.UTF8, cancellation);
                if (page.Next is null) return;
            }
            context.Abort();
        }
        catch (StorageUnavailableException)
        {
            context.Abort();
        }
    }

    private static Task Refuse(HttpContext context, int status, string message)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(message + "\n", context.RequestAborted);
    }
}
