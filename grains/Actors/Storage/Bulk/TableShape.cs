using System.Collections.Immutable;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SystemConnector.Grains.Storage.Bulk;

/// <summary>A table as the model has it: what it is called, and how a row's values are read in the order of its columns.</summary>
internal sealed class TableShape
{
    private readonly ImmutableArray<Func<object, object?>> _values;

    private TableShape(IEntityType type)
    {
        var table = StoreObjectIdentifier.Create(type, StoreObjectType.Table)!.Value;
        Name = table.Name;
        IProperty[] properties = [.. type.GetProperties()];
        Columns = [.. properties.Select(p => p.GetColumnName(table)!)];
        var keys = type.FindPrimaryKey()!.Properties.Select(p => p.GetColumnName(table)!).ToHashSet();
        Key = [.. Columns.Where(keys.Contains)];
        Others = [.. Columns.Where(c => !keys.Contains(c))];
        _values = [.. properties.Select(static Func<object, object?> (p) => p.GetGetter().GetClrValue)];
    }

    public string Name { get; }

    public ImmutableArray<string> Columns { get; }

    public ImmutableArray<string> Key { get; }

    public ImmutableArray<string> Others { get; }

    public static TableShape Of<TRow>(ConnectorDb db) => new(db.Model.FindEntityType(typeof(TRow))!);

    public object? Value(object row, int column) => _values[column](row);

    /// <summary>What is done with a row that is there already: that, else all of it is replaced.</summary>
    public string OnConflict(string? set)
    {
        if (set is null && Others.IsEmpty) return $"ON CONFLICT ({List(Key)}) DO NOTHING";
        return $"ON CONFLICT ({List(Key)}) DO UPDATE SET {set ?? string.Join(", ", Others.Select(static c => $"\"{c}\" = excluded.\"{c}\""))}";
    }

    public static string List(IEnumerable<string> columns) => string.Join(", ", columns.Select(static c => $"\"{c}\""));
}
