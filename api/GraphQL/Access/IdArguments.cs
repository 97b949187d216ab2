using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using GraphQL;
using GraphQL.Execution;
using GraphQL.Types;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>Finds the ids in the arguments of a field, also deep within inputs, and narrows each to the caller's sites.</summary>
internal sealed class IdArguments(ScopedIds ids)
{
    private static readonly ConcurrentDictionary<Type, Shape> _shapes = new();

    /// <summary>The context of a field whose ids outside of these sites name nothing.</summary>
    public async ValueTask<IResolveFieldContext> Narrow(IResolveFieldContext context, SiteScope sites)
    {
        if (context.Arguments is not { Count: > 0 } arguments) return context;
        Dictionary<string, ArgumentValue>? narrowed = null;
        foreach (var (name, argument) in arguments)
        {
            if (argument.Value is null) continue;
            var isId = context.FieldDefinition.Arguments?.Find(name)?.ResolvedType?.GetNamedType() is IdGraphType;
            var value = await Narrow(argument.Value, isId, sites, context.CancellationToken);
            // Arguments are the document's, which other fields may be reading: the changed ones are this field's own.
            if (!ReferenceEquals(value, argument.Value)) (narrowed ??= new(arguments))[name] = new ArgumentValue(value, argument.Source);
        }
        return narrowed is null ? context : new ResolveFieldContext(context) { Arguments = narrowed };
    }

    private async ValueTask<object> Narrow(object value, bool isId, SiteScope sites, CancellationToken cancellation)
    {
        switch (value)
        {
            case string or ValueType:
                if (!isId || value.ToString() is not { } id) return value;
                var narrowed = await ids.Narrow(id, sites, cancellation);
                return narrowed == id ? value : narrowed;
            case IEnumerable list when isId:
                var items = new List<string>();
                foreach (var item in list) items.Add(item?.ToString() is { } one ? await ids.Narrow(one, sites, cancellation) : "");
                return items;
            case IEnumerable list:
                foreach (var item in list)
                    if (item is not null and not string and not ValueType) await Narrow(item, false, sites, cancellation);
                return value;
            default:
                await NarrowInput(value, sites, cancellation);
                return value;
        }
    }

    /// <remarks>Inputs are made anew for each operation, and nobody has read them before its field is resolved.</remarks>
    private async ValueTask NarrowInput(object input, SiteScope sites, CancellationToken cancellation)
    {
        var shape = _shapes.GetOrAdd(input.GetType(), static type => new Shape(type));
        foreach (var property in shape.Ids)
            if (property.GetValue(input) is { } value && await Narrow(value, true, sites, cancellation) is var narrowed && !ReferenceEquals(narrowed, value))
                property.SetValue(input, narrowed);
        foreach (var property in shape.Inputs)
            if (property.GetValue(input) is { } value) await Narrow(value, false, sites, cancellation);
    }

    /// <summary>Which properties of an input are ids, and which hold further inputs.</summary>
    private sealed class Shape
    {
        public Shape(Type type)
        {
            if (type.Assembly != typeof(IdArguments).Assembly) return;
            var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance);
            Ids = [.. properties.Where(static property => property.IsDefined(typeof(IdAttribute)))];
            Inputs = [.. properties.Where(static property => !property.IsDefined(typeof(IdAttribute)) && !property.PropertyType.IsValueType && property.PropertyType != typeof(string))];
        }

        public PropertyInfo[] Ids { get; } = [];

        public PropertyInfo[] Inputs { get; } = [];
    }
}
