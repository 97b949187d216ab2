using System.Text.Json;

namespace SystemConnector.Silo.Demo;

/// <summary>Speaks GraphQL with the node as any client does.</summary>
internal sealed class DemoApi(HttpClient http)
{
    /// <summary>Runs a query and returns its data.</summary>
    public async Task<JsonElement> QueryAsync(string document, object variables, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync("graphql", new { query = document, variables }, cancellation);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        if (answer.TryGetProperty("errors", out var errors)) throw new DemoException($"The API refuses a request: {errors[0].GetProperty("message").GetString()}");
        return answer.GetProperty("data");
    }

    /// <summary>Runs one mutation, whose input type is named after it, and returns its payload.</summary>
    public async Task<JsonElement> MutateAsync(string mutation, object input, string selection, CancellationToken cancellation)
    {
        var inputType = $"{char.ToUpperInvariant(mutation[0])}{mutation[1..]}Input";
        var document = $"mutation($input: {inputType}!) {{ {mutation}(input: $input) {{ {selection} errors {{ ... on Error {{ field message }} }} }} }}";
        var payload = (await QueryAsync(document, new { input }, cancellation)).GetProperty(mutation);
        foreach (var error in payload.GetProperty("errors").EnumerateArray())
            throw new DemoException($"{mutation} is refused: {error.GetProperty("field").GetString()}: {error.GetProperty("message").GetString()}");
        return payload;
    }
}

/// <summary>The demo cannot go on; the message is for the person before it.</summary>
internal sealed class DemoException(string message) : Exception(message);
