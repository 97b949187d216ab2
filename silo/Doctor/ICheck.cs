using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Silo.Doctor;

/// <summary>Looks at one thing of a trunk.</summary>
internal interface ICheck
{
    /// <summary>What it looks at.</summary>
    CheckKind Kind { get; }

    /// <summary>Looks. It ends by itself within a few seconds; what it learned for the checks after it, it leaves with the patient.</summary>
    Task<Finding> Look(Patient patient, CancellationToken cancellation);
}

/// <summary>What a check found.</summary>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">One sentence for a person; where something is wrong, with what to do.</param>
internal readonly record struct Finding(CheckOutcome Outcome, string Text)
{
    public static Finding Passed(string text) => new(CheckOutcome.Passed, text);

    public static Finding Failed(string text) => new(CheckOutcome.Failed, text);

    public static Finding Skipped(string text) => new(CheckOutcome.Skipped, text);
}
