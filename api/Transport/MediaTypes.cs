using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SystemConnector.Api.Transport;

/// <summary>The media types of GraphQL over HTTP.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";

    /// <summary>
    /// The media type in which a client wants its answer, null when we have none that it takes. Without a preference it is
    /// application/json, which every client reads (GraphQL over HTTP, "Accept").
    /// </summary>
    public static string? Negotiate(IHeaderDictionary headers)
    {
        if (headers.Accept.Count == 0) return Json;
        if (!MediaTypeHeaderValue.TryParseList(headers.Accept, out var accepted)) return null;
        return accepted
            .Where(type => type.Quality != 0 && IsUtf8(type))
            .OrderByDescending(type => type.Quality ?? 1)
            .Select(type => type.MediaType.Value?.ToLowerInvariant() switch
            {
                GraphQLResponse => GraphQLResponse,
                Json or "application/*" or "*/*" => Json,
                _ => null,
            })
            .FirstOrDefault(type => type is not null);
    }

    /// <summary>Whether a body of this content type is one that we read.</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && IsUtf8(type);

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
