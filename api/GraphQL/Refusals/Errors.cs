using System.ComponentModel;
using GraphQL;

namespace SystemConnector.Api.GraphQL.Refusals;

/// <summary>Why a change is refused: one type for one thing that the caller can mend.</summary>
[Name("Error"), Description("Why a change was refused.")]
internal interface IError
{
    [Description("The path of the input field at fault, such as \"extensionRanges[0].max\"; null when it is the input as a whole.")]
    string? Field { get; }

    [Description("One sentence for a person.")]
    string Message { get; }
}

internal abstract class Error(string? path, string message) : IError
{
    [Description("The path of the input field at fault, such as \"extensionRanges[0].max\"; null when it is the input as a whole.")]
    public string? Field => path;

    [Description("One sentence for a person.")]
    public string Message => message;
}

[Implements(typeof(IError)), Description("The field must be given.")]
internal sealed class RequiredFieldError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("The field is not of the form that it must have.")]
internal sealed class MalformedFieldError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("The value is outside its limits.")]
internal sealed class OutOfRangeError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("Two fields contradict each other, or the field contradicts what exists.")]
internal sealed class ContradictionError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("The name or number is in use already.")]
internal sealed class TakenError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("What was named does not exist.")]
internal sealed class NotFoundError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("Someone else changed it since it was read: read again, then decide.")]
internal sealed class StaleVersionError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("The key's role or sites do not allow it.")]
internal sealed class ForbiddenError(string? field, string message) : Error(field, message);

[Implements(typeof(IError)), Description("The database does not answer: nothing was changed, and calls go on. Try again later.")]
internal sealed class StorageUnavailableError(string? field, string message) : Error(field, message);
