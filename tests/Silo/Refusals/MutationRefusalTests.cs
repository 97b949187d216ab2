using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;

namespace SystemConnector.Silo.Tests.Refusals;

/// <summary>Every mutation of a whole node: each field that can be wrong, all at once, ids of nothing, stale versions. All is told by typed errors, and nothing is changed.</summary>
public sealed class MutationRefusalTests(RefusalNode node) : IClassFixture<RefusalNode>
{
    /// <summary>The table, by the names of the mutations.</summary>
    public static TheoryData<string> Mutations => [.. MutationRefusalTable.All.Select(static each => each.Mutation)];

    private IEnumerable<FieldType> Fields => node.Services.GetRequiredService<ISchema>().Mutation!.Fields;

    [Fact]
    public void Every_mutation_and_every_field_has_a_fault_in_the_table()
    {
        var table = MutationRefusalTable.All.ToDictionary(static each => each.Mutation);
        var missing = new List<string>();
        foreach (var mutation in Fields)
        {
            if (!table.Remove(mutation.Name, out var refusals))
            {
                missing.Add($"Add to tests/Silo/Refusals/MutationRefusalTable.cs: new(\"{mutation.Name}\", \"\"\"an input without a fault\"\"\", a FieldFault for each way in which a field can be wrong).");
                continue;
            }
            var wrong = refusals.Faults.SelectMany(static fault => Json(fault.Fields).Select(static field => field.Key)).ToHashSet();
            // Ids are tried by themselves, and no value of an enum or a Boolean is wrong by itself.
            missing.AddRange(InputOf(mutation).Fields
                .Where(field => field.ResolvedType!.GetNamedType() is not (IdGraphType or BooleanGraphType or EnumerationGraphType) && !wrong.Contains(field.Name))
                .Select(field => $"Add a FieldFault of \"{field.Name}\" to {mutation.Name} in tests/Silo/Refusals/MutationRefusalTable.cs."));
        }
        missing.AddRange(table.Keys.Select(static gone => $"Remove {gone} from tests/Silo/Refusals/MutationRefusalTable.cs: there is no such mutation."));
        Assert.True(missing.Count == 0, string.Join('\n', missing));
    }

    [Theory, MemberData(nameof(Mutations))]
    public async Task Each_fault_is_told_and_nothing_is_changed(string mutation)
    {
        var refusals = MutationRefusalTable.All.Single(each => each.Mutation == mutation);
        var before = await node.Snapshot();
        var faults = new List<string>();
        foreach (var fault in refusals.Faults) await Try(refusals, [fault], faults);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await node.Snapshot());
    }

    [Theory, MemberData(nameof(Mutations))]
    public async Task All_faults_at_once_are_told_together(string mutation)
    {
        var refusals = MutationRefusalTable.All.Single(each => each.Mutation == mutation);
        var before = await node.Snapshot();
        // Of those of one field the first.
        var (together, fields) = (new List<FieldFault>(), new HashSet<string>());
        foreach (var fault in refusals.Faults.Where(static fault => !fault.IsAlone))
            if (!fields.Overlaps(Json(fault.Fields).Select(static field => field.Key)))
            {
                together.Add(fault);
                fields.UnionWith(Json(fault.Fields).Select(static field => field.Key));
            }
        var faults = new List<string>();
        if (together.Count > 0) await Try(refusals, together, faults);
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await node.Snapshot());
    }

    [Theory, MemberData(nameof(Mutations))]
    public async Task Ids_of_nothing_and_of_other_things_are_told_by_their_field(string mutation)
    {
        var refusals = MutationRefusalTable.All.Single(each => each.Mutation == mutation);
        var before = await node.Snapshot();
        var faults = new List<string>();
        foreach (var field in InputOf(Fields.Single(each => each.Name == mutation)).Fields.Where(static field => field.ResolvedType!.GetNamedType() is IdGraphType))
        {
            var isList = field.ResolvedType is ListGraphType or NonNullGraphType { ResolvedType: ListGraphType };
            var given = Json(refusals.Valid)[field.Name]?.ToString();
            // Every id there is but the one that is right, and those of its type.
            foreach (var (name, id) in node.Ids)
            {
                var isNothing = name.StartsWith('n') && name != "node";
                if (!isNothing && (isList || TypeOf(id) == TypeOf(node.Fill(given ?? "")))) continue;
                var value = isList ? $"[\"{id}\"]" : $"\"{id}\"";
                // Sites are a set, in which nothing has a place; what is no site at all is told by the one that it has in the input.
                var place = isList && TypeOf(id) != "Site" ? "[0]" : "";
                await Try(refusals, [new FieldFault($"{{\"{field.Name}\":{value}}}", $"NotFoundError {field.Name}{place}")], faults);
            }
        }
        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(before, await node.Snapshot());
    }

    private async Task Try(MutationRefusals refusals, IReadOnlyList<FieldFault> faults, List<string> wrong)
    {
        var input = Json(node.Fill(refusals.Valid));
        foreach (var fault in faults)
            foreach (var (name, value) in Json(node.Fill(fault.Fields)))
                input[name] = value?.DeepClone();
        var payload = await node.Mutate(refusals.Mutation, input.ToJsonString());
        var told = payload.GetProperty("errors").EnumerateArray()
            .Select(static error => $"{error.GetProperty("__typename").GetString()} {error.GetProperty("field").GetString() ?? "-"}").Distinct().Order().ToList();
        var expected = faults.SelectMany(static fault => fault.Errors).Distinct().Order().ToList();
        if (!told.SequenceEqual(expected))
            wrong.Add($"{refusals.Mutation} {input.ToJsonString()}\n  must say {string.Join(", ", expected)}\n  and says {payload}");
    }

    private static JsonObject Json(string text) => JsonNode.Parse(text)!.AsObject();

    private static string TypeOf(string id)
    {
        var bytes = new byte[id.Length];
        return Convert.TryFromBase64String(id, bytes, out var length) ? System.Text.Encoding.ASCII.GetString(bytes, 0, length).Split(':')[0] : "";
    }

    private static IInputObjectGraphType InputOf(FieldType mutation) => (IInputObjectGraphType)mutation.Arguments!.Single().ResolvedType!.GetNamedType();
}
