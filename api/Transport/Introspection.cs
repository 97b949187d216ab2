using GraphQL.Validation;
using GraphQLParser.AST;

namespace SystemConnector.Api.Transport;

/// <summary>Keeps documents from asking for the schema, where that is switched off.</summary>
internal sealed class Introspection : ValidationRuleBase
{
    /// <summary>The code of the error.</summary>
    public const string OffCode = "INTROSPECTION_OFF";

    private static readonly MatchingNodeVisitor<GraphQLField> _visitor = new((field, context) =>
    {
        if (field.Name.Value != "__schema" && field.Name.Value != "__type") return;
        const string Text = "Introspection is switched off here. The schema comes with the software: api/schema.graphql.";
        context.ReportError(new ValidationError(context.Document.Source, null, Text, field) { Code = OffCode });
    });

    /// <summary>The rule; it keeps no state.</summary>
    public static Introspection Off { get; } = new();

    public override ValueTask<INodeVisitor?> GetPreNodeVisitorAsync(ValidationContext context) => new(_visitor);
}
