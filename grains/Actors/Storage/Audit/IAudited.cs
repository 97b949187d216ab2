namespace SystemConnector.Grains.Storage.Audit;

/// <summary>A row whose changes people want to know of: who, when, what. Rows of its collections are told as part of it.</summary>
internal interface IAudited
{
    /// <summary>What the row is, in the words of people.</summary>
    AuditSubject Subject { get; }
}

/// <summary>What a change was made to.</summary>
/// <param name="Kind">Such as "Connector".</param>
/// <param name="Site">Its site; null when it belongs to the cluster, or to several.</param>
/// <param name="Id">Names it among those of its kind, also when it is gone.</param>
/// <param name="Name">As people know it.</param>
internal readonly record struct AuditSubject(string Kind, Guid? Site, string Id, string Name);

/// <summary>A column that is told as "changed" and never shown.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecretAttribute : Attribute;

/// <summary>A column that tells nobody anything: keys, versions, what follows from other columns.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UnauditedAttribute : Attribute;

/// <summary>A number that stands for a value of an enum.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class StandsForAttribute(Type type) : Attribute
{
    public Type Type => type;
}

/// <summary>A number that is a point in time: milliseconds since 1970, 0 for never.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class UnixTimeAttribute : Attribute;
