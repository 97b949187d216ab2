namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What the fields of a form have in common.</summary>
/// <param name="Notes">What is to be said at them.</param>
/// <param name="Changed">Told the field that was changed.</param>
internal sealed record FormContext(FieldNotes Notes, Action<string> Changed);
