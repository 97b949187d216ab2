using System.Text.Json;
using System.Text.Json.Nodes;
using GraphQL;
using GraphQL.Types;
using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Api.GraphQL;
using SystemConnector.Api.GraphQL.Access;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.Tests.Access;

/// <summary>Every mutation, by keys of every role and of another site.</summary>
public sealed class MutationAccessTests(ApiHost api)
{
    public static TheoryData<MutationCase> Cases => [.. MutationCases.All];

    private ISchema Schema => api.Services.GetRequiredService<ISchema>();

    [Fact]
    public void Every_mutation_has_a_case_that_says_who_may()
    {
        var cases = MutationCases.All.ToDictionary(each => each.Name);
        var faults = new List<string>();
        foreach (var field in Schema.Mutation!.Fields)
        {
            if (!cases.Remove(field.Name, out var row))
            {
                faults.Add($"Add a row to tests/Api/Access/MutationCases.cs: new(\"{field.Name}\", Role.…, CaseScope.…, world => new {{ … }}), with the role of its [Needs].");
                continue;
            }
            var (role, everySite) = (field.GetMetadata<Role>(NeedsAttribute.Metadata), field.GetMetadata<bool>(NeedsAttribute.EverySiteMetadata));
            if (role != row.Role || everySite != (row.Scope == CaseScope.EverySite))
                faults.Add($"{field.Name} has [Needs(Role.{role}, EverySite = {everySite})], but its row in tests/Api/Access/MutationCases.cs says {row.Role}, {row.Scope}.");
        }
        faults.AddRange(cases.Keys.Select(gone => $"Remove the row of {gone} from tests/Api/Access/MutationCases.cs: there is no such mutation."));
        Assert.True(faults.Count == 0, string.Join('\n', faults));
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Mutation_is_for_its_role_and_those_above(MutationCase mutation)
    {
        foreach (var role in Enum.GetValues<Role>())
        {
            var world = new AccessWorld(api);
            using var client = api.NewClient(role);
            var errors = await Errors(client, mutation.Name, mutation.Input(world));
            if (role < mutation.Role) Assert.Equal(["ForbiddenError"], errors);
            else Assert.DoesNotContain("ForbiddenError", errors);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Mutation_is_for_those_who_see_its_site(MutationCase mutation)
    {
        var world = new AccessWorld(api);
        using var own = api.NewClient(Role.Admin, world.Site);
        using var foreign = api.NewClient(Role.Admin, world.Other);
        var input = mutation.Input(world);
        if (mutation.Scope == CaseScope.EverySite)
        {
            Assert.Equal(["ForbiddenError"], await Errors(own, mutation.Name, input));
            return;
        }
        if (mutation.Scope == CaseScope.Own) return;

        var before = Snapshot(world);
        var refused = await Payload(foreign, mutation.Name, input);
        Assert.Equal(before, Snapshot(world));
        Assert.Contains("NotFoundError", refused.ToString());
        // The same to the letter as for what does not exist, or it would tell that it does.
        Assert.Equal((await Payload(api.Client, mutation.Name, WithoutThings(input))).ToString(), refused.ToString());

        var errors = await Errors(own, mutation.Name, input);
        Assert.DoesNotContain("NotFoundError", errors);
        Assert.DoesNotContain("ForbiddenError", errors);
    }

    [Fact]
    public async Task Refusal_says_which_role_is_needed()
    {
        using var viewer = api.NewClient(Role.Viewer);
        var payload = await Payload(viewer, "createSite", new { name = AccessWorld.Unique() });
        Assert.Equal("\"createSite\" needs the role ADMIN; you have VIEWER.", payload.GetProperty("errors")[0].GetProperty("message").GetString());
    }

    private string Snapshot(AccessWorld world) => string.Join('\n', [
        $"{api.World.Sites[world.Site]}",
        .. api.World.Connectors.Values.Where(connector => connector.Site == world.Site).Select(connector => $"{connector}"),
        .. api.World.Numbers[world.Site].Select(number => $"{number}")]);

    /// <summary>The same input with ids in which nothing lives.</summary>
    private static JsonElement WithoutThings(object input)
    {
        var node = JsonSerializer.SerializeToNode(input)!.AsObject();
        foreach (var (name, value) in node.ToList())
            node[name] = Without(value);
        return JsonSerializer.SerializeToElement(node);

        static JsonNode? Without(JsonNode? value) => value switch
        {
            JsonArray list => new JsonArray([.. list.Select(Without)]),
            JsonValue text when text.TryGetValue<string>(out var id) && GlobalId.TypeOf(id) is { } type => GlobalId.OfNothing(type),
            _ => value?.DeepClone(),
        };
    }

    private async Task<IEnumerable<string?>> Errors(HttpClient client, string mutation, object input) =>
        (await Payload(client, mutation, input)).GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("__typename").GetString());

    private async Task<JsonElement> Payload(HttpClient client, string mutation, object input)
    {
        var field = Schema.Mutation!.Fields.Find(mutation)!;
        var inputType = field.Arguments!.Single().ResolvedType!.GetNamedType().Name;
        var objects = ((IObjectGraphType)field.ResolvedType!.GetNamedType()).Fields
            .Where(each => each.Name != "errors" && each.ResolvedType!.GetNamedType() is IComplexGraphType)
            .Select(each => $"{each.Name} {{ __typename }}");
        var data = await ApiHost.Data(
            client, $"mutation ($input: {inputType}!) {{ {mutation}(input: $input) {{ errors {{ __typename ... on Error {{ field message }} }} {string.Join(' ', objects)} }} }}", new { input });
        return data.GetProperty(mutation);
    }
}
