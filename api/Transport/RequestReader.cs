using System.Text.Json;
using GraphQL;
using GraphQL.Transport;
using Microsoft.AspNetCore.Http;

namespace SystemConnector.Api.Transport;

/// <summary>Reads the parameters of a request: query, operationName, variables, extensions.</summary>
internal sealed class RequestReader(IGraphQLTextSerializer serializer)
{
    /// <summary>Reads them from a JSON object.</summary>
    /// <exception cref="RequestFormatException">They are not well-formed; the message says which.</exception>
    public GraphQLRequest Read(JsonElement parameters)
    {
        if (parameters.ValueKind == JsonValueKind.Array)
            throw new RequestFormatException("Several operations in one request are not supported: send them one by one.", "BATCH_NOT_SUPPORTED");
        if (parameters.ValueKind != JsonValueKind.Object)
            throw new RequestFormatException("The request must be a JSON object with the member 'query'.");
        try
        {
            return Complete(Text(parameters, "query"), Text(parameters, "operationName"), Map(parameters, "variables"), Map(parameters, "extensions"));
        }
        catch (Exception e) when (IsUnreadable(e))
        {
            throw new RequestFormatException("The request holds a text or number that cannot be read.");
        }
    }

    /// <summary>Whether JSON that is well-formed holds a value that .NET cannot: half a surrogate pair, a number beyond all bounds.</summary>
    public static bool IsUnreadable(Exception exception) => exception is InvalidOperationException or FormatException or OverflowException;

    /// <summary>Reads them from the query string of a GET, where maps are written as JSON.</summary>
    /// <exception cref="RequestFormatException">They are not well-formed; the message says which.</exception>
    public GraphQLRequest Read(IQueryCollection parameters) =>
        Complete(Text(parameters, "query"), Text(parameters, "operationName"), Map(parameters, "variables"), Map(parameters, "extensions"));

    // A client of persisted documents understands the code and sends the document itself.
    private static GraphQLRequest Complete(string? query, string? operationName, Inputs? variables, Inputs? extensions)
    {
        if (extensions?.ContainsKey("persistedQuery") == true)
            throw new RequestFormatException("Documents are not kept here: send 'query', without the extension 'persistedQuery'.", "PERSISTED_QUERY_NOT_SUPPORTED");
        return new GraphQLRequest
        {
            Query = query ?? throw new RequestFormatException("'query' must be given."),
            OperationName = operationName,
            Variables = variables,
            Extensions = extensions,
        };
    }

    private static string? Text(JsonElement parameters, string name)
    {
        if (!parameters.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.String ? value.GetString() : throw new RequestFormatException($"'{name}' must be a string.");
    }

    private Inputs? Map(JsonElement parameters, string name)
    {
        if (!parameters.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null) return null;
        return value.ValueKind == JsonValueKind.Object ? serializer.ReadNode<Inputs>(value) : throw new RequestFormatException($"'{name}' must be an object.");
    }

    private static string? Text(IQueryCollection parameters, string name) =>
        parameters.TryGetValue(name, out var values) && values.ToString() is { Length: > 0 } text ? text : null;

    private Inputs? Map(IQueryCollection parameters, string name)
    {
        if (Text(parameters, name) is not { } json) return null;
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Null => null,
                JsonValueKind.Object => serializer.ReadNode<Inputs>(document.RootElement),
                _ => throw new RequestFormatException($"'{name}' must be an object, written as JSON."),
            };
        }
        catch (Exception e) when (e is JsonException || IsUnreadable(e))
        {
            throw new RequestFormatException($"'{name}' must be an object, written as JSON.");
        }
    }
}

/// <summary>A request is not one of GraphQL over HTTP; the message is for the client.</summary>
internal sealed class RequestFormatException(string message, string code = RequestFormatException.BadRequest) : Exception(message)
{
    /// <summary>The code of what has none of its own.</summary>
    public const string BadRequest = "BAD_REQUEST";

    /// <summary>The code of the error that the client gets.</summary>
    public string Code => code;
}
