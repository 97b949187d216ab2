using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What is to be said at the fields of a form: what is wrong there, and what may be.</summary>
/// <param name="Errors">Refusals.</param>
/// <param name="Warnings">Warnings.</param>
/// <param name="IsRequiredShown">Whether a field is told that it is needed: not before somebody was there.</param>
internal sealed record FieldNotes(IReadOnlyList<Refusal> Errors, IReadOnlyList<FieldWarning> Warnings, Func<string, bool> IsRequiredShown)
{
    private const string RequiredField = "RequiredFieldError";

    /// <summary>Nothing to say.</summary>
    public static FieldNotes None { get; } = new([], [], static _ => false);

    /// <summary>What is wrong at a field, in one text; null when nothing is.</summary>
    public string? Error(string field) => Join(Errors.Where(error => error.Field == field && IsShown(error)).Select(static error => error.Message));

    /// <summary>What may be wrong at a field; null when nothing is.</summary>
    public string? Warning(string field) => Join(Warnings.Where(warning => warning.Field == field).Select(static warning => warning.Message));

    /// <summary>Whether something is wrong at a field or a part of it.</summary>
    public bool HasErrorsAt(params IEnumerable<string> fields) =>
        fields.Any(field => Errors.Any(error => IsShown(error) && error.Field?.StartsWith(field, StringComparison.Ordinal) == true));

    /// <summary>The same without what was said at a field.</summary>
    public FieldNotes Without(string field) => this with { Errors = [.. Errors.Where(error => error.Field != field)], Warnings = [.. Warnings.Where(warning => warning.Field != field)] };

    /// <summary>Refusals that no field of the form shows.</summary>
    public string? Elsewhere(Func<string, bool> isOfForm) => Join(Errors.Where(error => error.Field is not { } field || !isOfForm(field)).Select(static error => error.Message));

    private bool IsShown(Refusal error) => error.Type != RequiredField || error.Field is null || IsRequiredShown(error.Field);

    private static string? Join(IEnumerable<string> messages) => string.Join(" ", messages.Distinct()) is { Length: > 0 } text ? text : null;
}

/// <summary>A warning at a field of an input.</summary>
/// <param name="Field">The field; null for the whole.</param>
/// <param name="Message">What it is, for people.</param>
internal sealed record FieldWarning(string? Field, string Message);
