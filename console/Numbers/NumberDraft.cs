namespace SystemConnector.WebConsole.Numbers;

/// <summary>A local number as a form holds it.</summary>
internal sealed class NumberDraft
{
    public string Number { get; set; } = "";

    public LocalNumberKind Kind { get; set; }

    public string Owner { get; set; } = "";

    public string Target { get; set; } = "";

    public string SpeedDialTo { get; set; } = "";

    /// <summary>A new SIP password; empty keeps the one there is.</summary>
    public string Secret { get; set; } = "";

    public bool ClearSecret { get; set; }

    public static NumberDraft Of(LocalNumber number) => new()
    {
        Number = number.Number,
        Kind = number.Kind,
        Owner = number.Owner,
        Target = number.Target ?? "",
        SpeedDialTo = number.SpeedDialTo ?? "",
    };

    /// <summary>As putLocalNumbers takes it: only what goes with its kind.</summary>
    public object ToInput() => new
    {
        number = Number.Trim(),
        kind = Kind,
        owner = Owner.Trim(),
        target = Kind == LocalNumberKind.SpeedDial || string.IsNullOrWhiteSpace(Target) ? null : Target.Trim(),
        speedDialTo = Kind == LocalNumberKind.SpeedDial ? SpeedDialTo.Trim() : null,
        secret = Kind != LocalNumberKind.Extension ? null : ClearSecret ? "" : Secret.Length > 0 ? Secret : null,
    };
}
