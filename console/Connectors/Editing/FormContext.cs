namespace SystemConnector.WebConsole.Connectors.Editing;

/// <summary>What the fields of a form have in common. It stays the same: a new one would show each field the value that it had before.</summary>
/// <param name="changed">Told the field that was changed.</param>
internal sealed class FormContext(Action<string> changed)
{
    /// <summary>What is to be said at the fields.</summary>
    public FieldNotes Notes { get; set; } = FieldNotes.None;

    /// <summary>Tells the form that a field was changed.</summary>
    public void Changed(string field) => changed(field);
}
