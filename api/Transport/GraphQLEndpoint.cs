using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Transport;

/// <summary>Serves GraphQL: asks who is there and hands over to the transport.</summary>
internal sealed class GraphQLEndpoint(Door door, GraphQLHttp http, GraphQLSockets sockets, IOptions<ApiOptions> options)
{
    public async Task Serve(HttpContext context)
    {
        var (isIn, caller) = await door.Admit(context, Refuse);
        if (!isIn) return;
        if (context.WebSockets.IsWebSocketRequest)
        {
            await sockets.Serve(context, caller, Refuse);
            return;
        }
        // Imports and backups are for admins, and nothing else is long.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = caller!.Role >= Role.Admin ? options.Value.MaxImportBytes : options.Value.MaxRequestBytes;
        await http.Serve(context, caller!);

        Task Refuse(int status, string code, string message)
        {
            var mediaType = MediaTypes.Negotiate(context.Request.Headers) == MediaTypes.GraphQLResponse ? MediaTypes.GraphQLResponse : MediaTypes.Json;
            return http.Write(context, status, mediaType, GraphQLHttp.Failure(code, message));
        }
    }
}
