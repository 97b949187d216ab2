using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace SystemConnector.Api.Transport;

/// <summary>The media types of GraphQL over HTTP, and of its streams.</summary>
internal static class MediaTypes
{
    public const string Json = "application/json";
    public const string GraphQLResponse = "application/graphql-response+json";
    public const string EventStream = "text/event-stream";

    // In the order in which we prefer them where the client does not mind. application/json first, which every client reads; the
    // specification's own default is the newer one, while the audits of graphql-http ask for this (80D8, 47DE).
    private static readonly MediaTypeHeaderValue[] _ours = [new(Json), new(GraphQLResponse), new(EventStream)];

    /// <summary>The media type in which a client wants its answer, null when we have none that it takes.</summary>
    /// <remarks>RFC 9110 §12.5.1: the most specific range that names a type weighs it; of equals the one that is listed first.</remarks>
    public static string? Negotiate(IHeaderDictionary headers)
    {
        if (headers.Accept.Count == 0) return Json;
        if (!MediaTypeHeaderValue.TryParseList(headers.Accept, out var accepted)) return null;
        return _ours
            .Select(type => (type, range: accepted
                .Index()
                .Where(range => IsUtf8(range.Item) && Covers(range.Item, type))
                .OrderByDescending(range => Specificity(range.Item))
                .FirstOrDefault()))
            .Where(offer => offer.range.Item is { Quality: not 0 })
            .OrderByDescending(offer => offer.range.Item.Quality ?? 1)
            .ThenBy(offer => offer.range.Index)
            .Select(offer => offer.type.MediaType.Value)
            .FirstOrDefault();
    }

    /// <summary>Whether a body of this content type is one that we read.</summary>
    public static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && IsUtf8(type);

    // "application/*" names JSON too; parameters such as charset narrow nothing that we distinguish.
    private static bool Covers(MediaTypeHeaderValue range, MediaTypeHeaderValue type) =>
        range.MatchesAllTypes
        || (range.Type.Equals(type.Type, StringComparison.OrdinalIgnoreCase)
            && (range.MatchesAllSubTypes || range.SubType.Equals(type.SubType, StringComparison.OrdinalIgnoreCase)));

    private static int Specificity(MediaTypeHeaderValue range) => range.MatchesAllTypes ? 0 : range.MatchesAllSubTypes ? 1 : 2;

    private static bool IsUtf8(MediaTypeHeaderValue type) =>
        !type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase);
}
