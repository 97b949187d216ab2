using System.Runtime.CompilerServices;
using GraphQL;
using GraphQL.Types;
using GraphQL.Utilities;
using GraphQL.Validation;
using GraphQLParser;
using GraphQLParser.AST;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Api.Tests;

public sealed class SchemaTests(ApiHost api)
{
    private const string RewriteVariable = "REWRITE_SCHEMA";

    private ISchema Schema => api.Services.GetRequiredService<ISchema>();

    [Fact]
    public void Schema_is_the_committed_one()
    {
        var printed = Schema.Print(new PrintOptions { IncludeDescriptions = true, StringComparison = StringComparison.Ordinal })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        IsCommitted("api/schema.graphql", printed);
    }

    [Fact]
    public void Reference_page_is_the_committed_one() => IsCommitted("docs/api/reference.md", ReferencePage.Of(Schema));

    [Fact]
    public async Task Every_document_of_the_readme_is_valid()
    {
        var documents = File.ReadAllText(Committed("README.md")).Split("```graphql\n").Skip(1).Select(static text => text[..text.IndexOf("```", StringComparison.Ordinal)]).ToList();
        Assert.True(documents.Count >= 10, $"Only {documents.Count} documents were found.");
        foreach (var text in documents)
        {
            var document = Parser.Parse(text);
            var result = await new DocumentValidator().ValidateAsync(new ValidationOptions
            {
                Schema = Schema,
                Document = document,
                Operation = document.Definitions.OfType<GraphQLOperationDefinition>().Single(),
                Variables = Inputs.Empty,
                Extensions = Inputs.Empty,
                RequestServices = api.Services,
                CancellationToken = TestContext.Current.CancellationToken,
            });
            // Values of variables are the reader's.
            Assert.Empty(result.Errors.Where(static error => error is not InvalidVariableError).Select(error => $"{error.Message} in {text}"));
        }
    }

    [Fact]
    public void Nothing_vanished_that_no_release_deprecated() =>
        Assert.Empty(SchemaHistory.Breaks(released: File.ReadAllText(Committed("api/schema.released.graphql")), current: File.ReadAllText(Committed("api/schema.graphql"))));

    [Fact]
    public void Everything_in_the_schema_is_described()
    {
        var missing = new List<string>();
        string[] builtIn = ["Boolean", "Float", "ID", "Int", "String"];
        foreach (var type in Schema.AllTypes.Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && !builtIn.Contains(type.Name)))
        {
            Check(type.Name, type.Description);
            if (type is IComplexGraphType complex)
                foreach (var field in complex.Fields)
                {
                    Check($"{type.Name}.{field.Name}", field.Description);
                    foreach (var argument in field.Arguments ?? []) Check($"{type.Name}.{field.Name}({argument.Name})", argument.Description);
                }
            if (type is EnumerationGraphType enumeration)
                foreach (var value in enumeration.Values) Check($"{type.Name}.{value.Name}", value.Description);
        }
        Assert.Empty(missing);

        void Check(string what, string? description)
        {
            if (string.IsNullOrWhiteSpace(description)) missing.Add(what);
        }
    }

    [Fact]
    public void Every_value_of_a_contract_enum_has_a_name()
    {
        var missing = Schema.AllTypes.OfType<EnumerationGraphType>()
            // Topics of events are no contract's.
            .Where(type => !type.Name.StartsWith("__", StringComparison.Ordinal) && type.Values.First().Value is Enum)
            .SelectMany(type =>
            {
                var named = type.Values.Select(value => value.Value!).ToHashSet();
                return Enum.GetValues(named.First().GetType()).Cast<object>().Where(value => !named.Contains(value));
            });
        // A candidate that was not passed over has no rejection instead.
        Assert.Equal([Rejection.None], missing);
    }

    private static void IsCommitted(string file, string text)
    {
        if (Environment.GetEnvironmentVariable(RewriteVariable) == "1") File.WriteAllText(Committed(file), text);
        Assert.True(
            text == File.ReadAllText(Committed(file)),
            $"{file} is not what the schema gives. If the change is meant: {RewriteVariable}=1 dotnet run -c Release --project tests/Api, and commit the file.");
    }

    private static string Committed(string file, [CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../..", file));
}
