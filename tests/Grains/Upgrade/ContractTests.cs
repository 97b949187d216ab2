using System.Globalization;
using System.Reflection;
using Orleans.Concurrency;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Tests.Hosting;

namespace SystemConnector.Grains.Tests.Upgrade;

/// <summary>
/// Two versions of a node run side by side while a cluster is upgraded, so what they say to each other only grows. What the contracts
/// were stands in contracts.golden.txt: a line of it that is no more would break nodes of the version before.
/// </summary>
public sealed class ContractTests
{
    private const string Switch = "REWRITE_CONTRACTS";

    private static readonly Type[] _types = typeof(IConnectorGrain).Assembly.GetExportedTypes();

    [Fact]
    public void Contracts_only_grow()
    {
        var path = Path.Combine(Repository.Root, "tests/Grains/Upgrade/contracts.golden.txt");
        var golden = File.Exists(path) ? File.ReadAllLines(path) : [];
        var lines = Lines().Order(StringComparer.Ordinal).ToArray();

        var gone = golden.Except(lines).ToList();
        Assert.True(gone.Count == 0, $"Nodes of the version before this one rely on it; add something new beside it instead (CONTRIBUTING.md):\n{string.Join('\n', gone)}");
        var added = lines.Except(golden).ToList();
        if (added.Count > 0 && Environment.GetEnvironmentVariable(Switch) == "1") File.WriteAllLines(path, lines);
        else Assert.True(added.Count == 0, $"The contracts grew. That is allowed: run with {Switch}=1 and commit contracts.golden.txt.\n{string.Join('\n', added)}");
    }

    [Fact]
    public void Names_on_the_wire_are_given_and_not_derived()
    {
        foreach (var grain in _types.Where(IsGrain))
        {
            Assert.True(grain.IsDefined(typeof(AliasAttribute)), grain.Name);
            Assert.All(grain.GetMethods(), static m => Assert.True(m.IsDefined(typeof(AliasAttribute)), m.Name));
        }
        foreach (var type in _types.Where(IsSerializable)) Assert.True(type.IsDefined(typeof(AliasAttribute)), type.Name);
    }

    private static IEnumerable<string> Lines()
    {
        foreach (var grain in _types.Where(IsGrain))
            foreach (var method in grain.GetMethods())
                yield return $"grain {Name(grain)}.{Alias(method)}({string.Join(", ", method.GetParameters().Select(static p => Name(p.ParameterType)))}) -> {Name(method.ReturnType)}{Flags(method)}";
        foreach (var type in _types.Where(IsSerializable))
        {
            yield return $"type {Name(type)}{(type.IsValueType ? " value" : "")}";
            foreach (var member in type.GetMembers(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                if (member.GetCustomAttribute<IdAttribute>() is { } id)
                    yield return $"type {Name(type)} {id.Id}: {Name(member is PropertyInfo p ? p.PropertyType : ((FieldInfo)member).FieldType)} {member.Name}";
        }
        foreach (var type in _types.Where(static t => t.IsEnum))
            foreach (var name in Enum.GetNames(type))
                yield return string.Create(CultureInfo.InvariantCulture, $"enum {type.Name}.{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}");
    }

    private static bool IsGrain(Type type) => type.IsInterface && type.IsAssignableTo(typeof(IAddressable));

    private static bool IsSerializable(Type type) => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false);

    private static string Alias(MemberInfo member) => member.GetCustomAttribute<AliasAttribute>(inherit: false)?.Alias ?? member.Name;

    private static string Flags(MethodInfo method) =>
        (method.IsDefined(typeof(AlwaysInterleaveAttribute)) ? " interleaves" : "") + (method.IsDefined(typeof(OneWayAttribute)) ? " one way" : "");

    private static string Name(Type type)
    {
        if (type.IsArray) return $"{Name(type.GetElementType()!)}[]";
        if (!type.IsGenericType) return Alias(type);
        var name = Alias(type).Split('`')[0];
        return $"{name}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
    }
}
