using System.Collections.Immutable;
using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts;

namespace SystemConnector.Api.GraphQL.Refusals;

/// <summary>What every mutation answers beside the object that it is about.</summary>
internal abstract class Payload<TSelf>(ImmutableArray<Fault> faults, ImmutableArray<Warning> warnings, FieldNames names)
{
    [ErrorUnion, Description("Every fault that kept the change from being made; empty when it was made.")]
    public IEnumerable<Error> Errors => faults.Select(fault => Refusal.From(fault, names));

    [Description("What to know about the change although it was made.")]
    public IEnumerable<ChangeWarning> Warnings => warnings.Select(warning => new ChangeWarning(warning, names));
}

/// <summary>Something to know about a change that was nevertheless made.</summary>
[Name("Warning"), Description("Something to know about a change that was nevertheless made.")]
internal sealed class ChangeWarning(Warning warning, FieldNames names)
{
    [Description("What it is about.")]
    public WarningCode Code => warning.Code;

    [Description("The path of the input field that it is about; null when it is the input as a whole.")]
    public string? Field => names.InputFieldOf(warning.Field);

    [Description("One sentence for a person.")]
    public string Message => warning.Message;
}
