using MudBlazor;
using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Doctor;

/// <summary>What an examination looks at, in this order.</summary>
public enum CheckKind
{
    /// <summary>The name has an address.</summary>
    Dns,

    /// <summary>There is a way there.</summary>
    Transport,

    /// <summary>Encryption.</summary>
    Tls,

    /// <summary>It answers.</summary>
    Options,

    /// <summary>It takes username and password.</summary>
    Register,

    /// <summary>A test call gets through.</summary>
    Invite,

    /// <summary>Audio flows both ways.</summary>
    Media,
}

/// <summary>What came of a check.</summary>
public enum CheckOutcome
{
    /// <summary>It is as it should be.</summary>
    Passed,

    /// <summary>It is wrong.</summary>
    Failed,

    /// <summary>It was not looked at.</summary>
    Skipped,
}

/// <summary>A check as the API has it.</summary>
/// <param name="Kind">What was looked at.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="Text">What was seen, and what to do where it is wrong.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record Check(CheckKind Kind, CheckOutcome Outcome, string Text, int Milliseconds);

/// <summary>An examination as the API has it.</summary>
/// <param name="Healthy">Whether nothing that was looked at is wrong.</param>
/// <param name="Verdict">What it comes to.</param>
/// <param name="Checks">Every check, in order.</param>
public sealed record Examination(bool Healthy, string Verdict, IReadOnlyList<Check> Checks)
{
    internal Check? Of(CheckKind kind) => Checks.FirstOrDefault(check => check.Kind == kind);
}

/// <summary>Checks as people say them.</summary>
internal static class CheckWords
{
    public static string Title(CheckKind kind) => kind switch
    {
        CheckKind.Dns => "Its address (DNS)",
        CheckKind.Transport => "The way to it (transport)",
        CheckKind.Tls => "Encryption (TLS)",
        CheckKind.Options => "Its answer (OPTIONS)",
        CheckKind.Register => "Username and password (REGISTER)",
        CheckKind.Invite => "A test call (INVITE)",
        _ => "Audio both ways (RTP)",
    };

    public static (string Text, string Icon, Color Color) Of(CheckOutcome outcome) => outcome switch
    {
        CheckOutcome.Passed => ("Passed", Icons.Material.Filled.CheckCircle, Color.Success),
        CheckOutcome.Failed => ("Wrong", Icons.Material.Filled.Error, Color.Error),
        _ => ("Not looked at", Icons.Material.Filled.RemoveCircleOutline, Color.Default),
    };
}

/// <summary>What examines a connector.</summary>
internal static class DoctorOperations
{
    public static readonly Operation<Examined> Examine = new("""
        mutation ($input: ExamineConnectorInput!) {
          change: examineConnector(input: $input) {
            examination { healthy verdict checks { kind outcome text milliseconds } }
            errors { __typename ... on Error { field message } }
            warnings { message }
          }
        }
        """);

    internal sealed record Examined(Change Change);

    internal sealed record Change(Examination? Examination, IReadOnlyList<Refusal> Errors, IReadOnlyList<Warning> Warnings);
}
