using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>GraphQL over HTTP: one operation, one answer.</summary>
internal sealed class GraphQLHttp(GraphQLExecution execution, IGraphQLTextSerializer serializer)
{
    private readonly RequestReader _reader = new(serializer);

    /// <summary>Answers a request of a known user.</summary>
    /// <remarks>1. method, 2. what the client reads, 3. what it sent, 4. run, 5. answer.</remarks>
    public async Task Serve(HttpContext context, Caller user)
    {
        var cancellation = context.RequestAborted;

        // 1. method
        var isGet = HttpMethods.IsGet(context.Request.Method);
        if (!isGet && !HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = "GET, POST";
            await Refuse(StatusCodes.Status405MethodNotAllowed, "METHOD_NOT_ALLOWED", "Use POST, or GET for queries.", MediaTypes.Json);
            return;
        }

        // 2. what the client reads
        if (MediaTypes.Negotiate(context.Request.Headers) is not { } mediaType)
        {
            await Refuse(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"Accept {MediaTypes.GraphQLResponse} or {MediaTypes.Json}.", MediaTypes.Json);
            return;
        }

        // 3. what it sent
        if (!isGet && !MediaTypes.IsJson(context.Request.ContentType))
        {
            await Refuse(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", $"Send Content-Type: {MediaTypes.Json}, in UTF-8.", mediaType);
            return;
        }
        GraphQLRequest request;
        try
        {
            request = isGet ? _reader.Read(context.Request.Query) : await ReadBody(context.Request, cancellation);
        }
        catch (RequestFormatException e)
        {
            await Refuse(StatusCodes.Status400BadRequest, "BAD_REQUEST", e.Message, mediaType);
            return;
        }
        catch (JsonException)
        {
            await Refuse(StatusCodes.Status400BadRequest, "BAD_REQUEST", "The body is not JSON.", mediaType);
            return;
        }
        catch (BadHttpRequestException e)
        {
            await Refuse(e.StatusCode, "BAD_REQUEST", e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "The body is too large." : "The body cannot be read.", mediaType);
            return;
        }

        // 4. run
        ExecutionResult result;
        try
        {
            result = await execution.Execute(request, isGet ? OperationKinds.Get : OperationKinds.Post, user, context.RequestServices, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // The client has gone: nobody reads an answer.
        }

        // 5. answer
        var status = StatusOf(result, mediaType, isGet);
        if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = $"{result.Errors![0].Extensions![GraphQLExecution.RetryAfter]}";
        if (status == StatusCodes.Status405MethodNotAllowed) context.Response.Headers.Allow = "POST";
        await Write(context, status, mediaType, result);

        Task Refuse(int refusal, string code, string message, string answerType) => Write(context, refusal, answerType, Failure(code, message));
    }

    /// <summary>An answer that holds nothing but one error.</summary>
    public static ExecutionResult Failure(string code, string message) => new() { Errors = [new ExecutionError(message) { Code = code }] };

    /// <summary>Writes an answer.</summary>
    public Task Write(HttpContext context, int status, string mediaType, ExecutionResult result)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = $"{mediaType}; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        return serializer.WriteAsync(context.Response.Body, result, context.RequestAborted);
    }

    private async Task<GraphQLRequest> ReadBody(HttpRequest request, CancellationToken cancellation)
    {
        using var document = await JsonDocument.ParseAsync(request.Body, cancellationToken: cancellation);
        return _reader.Read(document.RootElement);
    }

    /// <summary>
    /// An operation that ran is answered with 200 whatever its fields came to. One that did not is 200 too for a client of the
    /// old media type, which may be unable to tell our answer from a proxy's otherwise, and the client's fault for the new one
    /// (GraphQL over HTTP, "Status Codes").
    /// </summary>
    private static int StatusOf(ExecutionResult result, string mediaType, bool isGet)
    {
        if (result.Executed) return StatusCodes.Status200OK;
        var codes = result.Errors?.Select(error => error.Code).ToArray() ?? [];
        if (codes.Contains(GraphQLExecution.RateLimitedCode)) return StatusCodes.Status429TooManyRequests;
        if (isGet && codes.Contains(OperationKinds.RefusedCode)) return StatusCodes.Status405MethodNotAllowed;
        if (mediaType == MediaTypes.Json) return StatusCodes.Status200OK;
        if (codes.Contains(UnhandledExceptions.InternalCode)) return StatusCodes.Status500InternalServerError;
        if (codes.Contains(UnhandledExceptions.StorageUnavailableCode) || codes.Contains(GraphQLExecution.TimeoutCode)) return StatusCodes.Status503ServiceUnavailable;
        return StatusCodes.Status400BadRequest;
    }
}
