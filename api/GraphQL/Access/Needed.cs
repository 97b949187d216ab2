using GraphQL.Types;
using SystemConnector.Api.Authentication;
using SystemConnector.Contracts.Access;

namespace SystemConnector.Api.GraphQL.Access;

/// <summary>What a field needs of whoever asks for it.</summary>
internal sealed class Needed(string field, Role role, bool everySite)
{
    /// <summary>What <see cref="NeedsAttribute"/> says of a field; nothing but a viewer where it says nothing.</summary>
    public static Needed Of(FieldType field) =>
        new(field.Name, field.GetMetadata(NeedsAttribute.Metadata, Role.Viewer), field.GetMetadata(NeedsAttribute.EverySiteMetadata, false));

    /// <summary>Whether the attribute says anything.</summary>
    public static bool IsSaid(FieldType field) => field.HasMetadata(NeedsAttribute.Metadata);

    /// <summary>Why the caller may not, in one sentence; null when it may.</summary>
    public string? Refusal(Caller caller) =>
        caller.Role < role ? $"\"{field}\" needs the role {role.ToString().ToUpperInvariant()}; you have {caller.Role.ToString().ToUpperInvariant()}."
        : everySite && !caller.Sites.IsEverySite ? $"\"{field}\" concerns all sites; you may see some."
        : null;
}
