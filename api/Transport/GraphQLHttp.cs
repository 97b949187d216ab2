using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http;
using SystemConnector.Api.Authentication;

namespace SystemConnector.Api.Transport;

/// <summary>GraphQL over HTTP: one operation, one answer; or a stream of them, for a client that reads one.</summary>
internal sealed class GraphQLHttp(GraphQLExecution execution, GraphQLEvents events, IGraphQLTextSerializer serializer)
{
    // Data and errors in one answer (GraphQL over HTTP, "Status Codes"); to who does not know it, a 2xx as good as 200.
    private const int PartialSuccess = 294;

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
            await Refuse(StatusCodes.Status406NotAcceptable, "NOT_ACCEPTABLE", $"Accept {MediaTypes.GraphQLResponse}, {MediaTypes.Json} or {MediaTypes.EventStream}.", MediaTypes.Json);
            return;
        }
        // Before an operation runs there is no stream: a status is what a client of either kind sees.
        var refusalType = mediaType == MediaTypes.EventStream ? MediaTypes.Json : mediaType;

        // 3. what it sent
        if (!isGet && !MediaTypes.IsJson(context.Request.ContentType))
        {
            await Refuse(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", $"Send Content-Type: {MediaTypes.Json}, in UTF-8.", refusalType);
            return;
        }
        if (!isGet && context.Request.Headers.ContentEncoding.Any(coding => !"identity".Equals(coding, StringComparison.OrdinalIgnoreCase)))
        {
            context.Response.Headers.AcceptEncoding = "identity";
            await Refuse(StatusCodes.Status415UnsupportedMediaType, "UNSUPPORTED_MEDIA_TYPE", "Send the body without Content-Encoding.", refusalType);
            return;
        }
        GraphQLRequest request;
        try
        {
            request = isGet ? _reader.Read(context.Request.Query) : await ReadBody(context.Request, cancellation);
        }
        catch (RequestFormatException e)
        {
            await Refuse(StatusCodes.Status400BadRequest, e.Code, e.Message, refusalType);
            return;
        }
        catch (JsonException)
        {
            await Refuse(StatusCodes.Status400BadRequest, RequestFormatException.BadRequest, "The body is not JSON.", refusalType);
            return;
        }
        catch (BadHttpRequestException e)
        {
            var (code, message) = e.StatusCode == StatusCodes.Status413PayloadTooLarge ? ("BODY_TOO_LARGE", "The body is too large.") : (RequestFormatException.BadRequest, "The body cannot be read.");
            await Refuse(e.StatusCode, code, message, refusalType);
            return;
        }

        // 4. run
        using var operation = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ExecutionResult result;
        try
        {
            var kinds = OperationKinds.Of(isGet, isStream: mediaType == MediaTypes.EventStream);
            result = await execution.Execute(request, kinds, user, context.RequestServices, operation.Token);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return; // The client has gone: nobody reads an answer.
        }

        // 5. answer
        var status = StatusOf(result, mediaType);
        if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = $"{result.Errors![0].Extensions![GraphQLExecution.RetryAfter]}";
        if (isGet && result.Errors?.Any(error => error.Code == OperationKinds.RefusedCode) == true)
        {
            context.Response.Headers.Allow = "POST";
            await Write(context, StatusCodes.Status405MethodNotAllowed, refusalType, result);
        }
        else if (mediaType == MediaTypes.EventStream && status != StatusCodes.Status429TooManyRequests) await events.Tell(context, request, user, result, operation);
        else await Write(context, status, refusalType, result);

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
    /// For a client of the old media type it is 200 whatever came of the operation: it may be unable to tell our answer from a
    /// proxy's otherwise. For the new one it says whether the operation ran, and whether all of it went well (GraphQL over HTTP,
    /// "Status Codes"). What is the client's fault is 400, as the audits of graphql-http ask; 422 is not told from it.
    /// </summary>
    private static int StatusOf(ExecutionResult result, string mediaType)
    {
        if (!result.Executed && result.Errors?.Any(error => error.Code == GraphQLExecution.RateLimitedCode) == true) return StatusCodes.Status429TooManyRequests;
        if (mediaType == MediaTypes.Json) return StatusCodes.Status200OK;
        if (result.Errors is not { Count: > 0 } errors) return StatusCodes.Status200OK;
        if (result.Executed) return PartialSuccess;
        if (errors.Any(error => error.Code == UnhandledExceptions.InternalCode)) return StatusCodes.Status500InternalServerError;
        return errors.Any(error => error.Code is UnhandledExceptions.StorageUnavailableCode or GraphQLExecution.TimeoutCode)
            ? StatusCodes.Status503ServiceUnavailable
            : StatusCodes.Status400BadRequest;
    }
}
