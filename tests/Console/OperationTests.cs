using System.Reflection;
using GraphQL;
using GraphQL.Types;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;
using SystemConnector.WebConsole;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.Console.Tests;

public sealed class OperationTests
{
    public static TheoryData<string> Names => [.. All.Keys.Order(StringComparer.Ordinal)];

    private static Dictionary<string, Operation> All { get; } = typeof(Operation).Assembly.GetTypes()
        .SelectMany(static type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
        .Where(static field => typeof(Operation).IsAssignableFrom(field.FieldType))
        .ToDictionary(static field => $"{field.DeclaringType!.FullName}.{field.Name}", static field => (Operation)field.GetValue(null)!, StringComparer.Ordinal);

    private static ISchema Schema { get; } = Read();

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Operation_is_valid_under_the_public_schema(string name)
    {
        var document = Parser.Parse(All[name].Document);
        var result = await new DocumentValidator().ValidateAsync(new ValidationOptions { Schema = Schema, Document = document, Operation = document.Definitions.OfType<GraphQLOperationDefinition>().Single(), Rules = Rules, Variables = Inputs.Empty });
        // Variables are given when it runs.
        Assert.Empty(result.Errors.Where(static error => error is not InvalidVariableError).Select(static error => error.Message));
    }

    [Fact]
    public void Console_knows_nothing_of_the_product_but_the_schema()
    {
        var references = typeof(SystemConnectorWebConsole).Assembly.GetReferencedAssemblies().Select(static name => name.Name!).ToList();
        Assert.Contains("MudBlazor", references);
        Assert.DoesNotContain(references, static name => name.StartsWith("SystemConnector", StringComparison.Ordinal) || name.StartsWith("Orleans", StringComparison.Ordinal) || name.StartsWith("GraphQL", StringComparison.Ordinal)
            || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal) || name == "system-connector");
    }

    private static IEnumerable<IValidationRule> Rules => DocumentValidator.CoreRules;

    private static Schema Read()
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "schema.graphql"));
        var schema = global::GraphQL.Types.Schema.For(text, builder =>
        {
            // Nothing is executed, so nothing is resolved.
            foreach (var type in Parser.Parse(text).Definitions.OfType<GraphQLTypeDefinition>().Where(static type => type is GraphQLUnionTypeDefinition or GraphQLInterfaceTypeDefinition))
                builder.Types.For(type.Name.StringValue).ResolveType = static _ => throw new NotSupportedException();
            foreach (var field in Parser.Parse(text).Definitions.OfType<GraphQLObjectTypeDefinition>().Single(static type => type.Name.StringValue == "Subscription").Fields!)
                builder.Types.For("Subscription").FieldFor(field.Name.StringValue).StreamResolver = new GraphQL.Resolvers.SourceStreamResolver<object>((Func<GraphQL.IResolveFieldContext, IObservable<object?>>)(static _ => throw new NotSupportedException()));
        });
        schema.RegisterType(new StringScalar("DateTime"));
        schema.Initialize();
        return schema;
    }

    /// <summary>A scalar of the schema whose values do not matter here.</summary>
    private sealed class StringScalar : StringGraphType
    {
        public StringScalar(string name) => Name = name;
    }
}
