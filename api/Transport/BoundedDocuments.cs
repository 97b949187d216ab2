using GraphQL;
using GraphQL.Execution;
using GraphQLParser.AST;
using GraphQLParser.Exceptions;
using GraphQLParser.Visitors;
using Microsoft.Extensions.Options;

namespace SystemConnector.Api.Transport;

/// <summary>Parses documents, and refuses those whose validation would cost too much.</summary>
internal sealed class BoundedDocuments(IOptions<ApiOptions> options) : IDocumentBuilder
{
    private readonly GraphQLDocumentBuilder _parser = new();

    public GraphQLDocument Build(string body)
    {
        if (body.Length > options.Value.MaxDocumentLength)
            throw Refused("DOCUMENT_TOO_LONG", $"A document has at most {options.Value.MaxDocumentLength} characters: put data into variables.");
        GraphQLDocument document;
        try
        {
            document = _parser.Build(body);
        }
        catch (GraphQLMaxDepthExceededException)
        {
            // The parser gives up long before its stack does.
            throw Refused("COMPLEXITY", "The document is nested too deeply.");
        }
        if (Selections.In(document) > options.Value.MaxFields)
            throw Refused("TOO_MANY_FIELDS", $"A document names at most {options.Value.MaxFields} fields and fragments: send several, one by one.");
        return document;
    }

    private static ExecutionError Refused(string code, string message) => new(message) { Code = code };

    /// <summary>Counts what a document selects, as it is written.</summary>
    private sealed class Selections : ASTVisitor<Selections.Count>
    {
        private static readonly Selections _visitor = new();

        public static int In(GraphQLDocument document)
        {
            var count = new Count();
            var visited = _visitor.VisitAsync(document, count);
            // Nothing in it waits for anything.
            return visited.IsCompletedSuccessfully ? count.Value : throw new InvalidOperationException("The visit of a document waits.");
        }

        protected override ValueTask VisitSelectionSetAsync(GraphQLSelectionSet set, Count count)
        {
            count.Value += set.Selections.Count;
            return base.VisitSelectionSetAsync(set, count);
        }

        internal sealed class Count : IASTVisitorContext
        {
            public int Value { get; set; }

            public CancellationToken CancellationToken => default;
        }
    }
}
