using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;

namespace SystemConnector.Grains.Storage.Audit;

/// <summary>Writes down the columns of a row before and after a change, as JSON. A secret is only said to have changed.</summary>
internal static class AuditText
{
    private const string Changed = "changed";

    private static readonly ConcurrentDictionary<IEntityType, Column[]> _columns = new();

    /// <summary>What a row and those of its collections were and are: every column where it came or went, else those that differ.</summary>
    /// <returns>Null where there is nothing: before it came, after it went; null twice when nothing differs that is told.</returns>
    public static (string? Before, string? After) Of(EntityEntry entry, ILookup<(IForeignKey, object), EntityEntry> parts)
    {
        var (before, after) = (new JsonObject(), new JsonObject());
        var (isNew, isGone) = (entry.State == EntityState.Added, entry.State == EntityState.Deleted);
        foreach (var column in ColumnsOf(entry.Metadata))
        {
            var property = entry.Property(column.Property);
            if (!isNew && !isGone && !property.IsModified) continue;
            if (column.Form is SecretAttribute)
            {
                if (!isGone && !(isNew && property.CurrentValue is null)) after[column.Name] = Changed;
                continue;
            }
            if (!isNew) before[column.Name] = column.Write(property.OriginalValue);
            if (!isGone) after[column.Name] = column.Write(property.CurrentValue);
        }
        foreach (var collection in entry.Collections)
        {
            var navigation = (INavigation)collection.Metadata;
            var rows = parts[(navigation.ForeignKey, entry.Property(entry.Metadata.FindPrimaryKey()!.Properties[0]).CurrentValue!)].ToList();
            var was = List(rows.Where(static row => row.State != EntityState.Added), navigation.ForeignKey, static property => property.OriginalValue);
            var now = List(rows.Where(static row => row.State != EntityState.Deleted), navigation.ForeignKey, static property => property.CurrentValue);
            if (JsonNode.DeepEquals(was, now)) continue;
            var name = JsonNamingPolicy.CamelCase.ConvertName(navigation.Name);
            if (!isNew) before[name] = was;
            if (!isGone) after[name] = now;
        }
        if (before.Count == 0 && after.Count == 0) return (null, null);
        return (isNew ? null : before.ToJsonString(), isGone ? null : after.ToJsonString());
    }

    private static JsonArray List(IEnumerable<EntityEntry> rows, IForeignKey owner, Func<PropertyEntry, object?> value) =>
        [.. rows.OrderBy(row => row.Metadata.FindProperty("Position") is { } position ? (int)value(row.Property(position))! : 0).Select(row => Row(row, owner, value))];

    private static JsonObject Row(EntityEntry row, IForeignKey owner, Func<PropertyEntry, object?> value)
    {
        var written = new JsonObject();
        foreach (var column in ColumnsOf(row.Metadata))
            if (!owner.Properties.Contains(column.Property)) written[column.Name] = column.Write(value(row.Property(column.Property)));
        return written;
    }

    private static Column[] ColumnsOf(IEntityType type) => _columns.GetOrAdd(type, static type =>
    [
        .. type.GetProperties()
            .Where(static property => property.PropertyInfo is { } member && !member.IsDefined(typeof(UnauditedAttribute)))
            .Select(static property => new Column(property)),
    ]);

    private sealed class Column(IProperty property)
    {
        public IProperty Property => property;

        public string Name { get; } = JsonNamingPolicy.CamelCase.ConvertName(property.Name);

        public Attribute? Form { get; } = property.PropertyInfo!.GetCustomAttributes().FirstOrDefault(static a => a is SecretAttribute or StandsForAttribute or UnixTimeAttribute);

        public JsonNode? Write(object? value) => (Form, value) switch
        {
            (_, null) => null,
            (UnixTimeAttribute, long milliseconds) => milliseconds == 0 ? null : DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToString("O"),
            (StandsForAttribute form, int number) => Enum.GetName(form.Type, number) ?? number.ToString(System.Globalization.CultureInfo.InvariantCulture),
            (_, Guid id) => id.ToString("N"),
            // Bytes are sealed or hashed secrets; one that nobody marked is not shown either.
            (_, byte[]) => Changed,
            _ => JsonValue.Create(value) is { } text ? JsonSerializer.SerializeToNode(value) : null,
        };
    }
}
