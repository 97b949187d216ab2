namespace SystemConnector.WebConsole.GraphQL;

/// <summary>A GraphQL operation of the console. Each is a static field, so that a test finds all and checks them against the schema.</summary>
/// <param name="document">Its text.</param>
public abstract class Operation(string document)
{
    /// <summary>Its text.</summary>
    public string Document => document;
}

/// <summary>A query or mutation.</summary>
/// <typeparam name="TData">What its "data" is read into: property names are those of the fields, in any case.</typeparam>
/// <param name="document">Its text.</param>
public sealed class Operation<TData>(string document) : Operation(document) where TData : class;

/// <summary>A subscription.</summary>
/// <typeparam name="TData">What the "data" of each answer is read into.</typeparam>
/// <param name="document">Its text.</param>
public sealed class Subscription<TData>(string document) : Operation(document) where TData : class;
