using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Conflicts;

/// <summary>A conflict as the API shows it.</summary>
[Name("Conflict"), Description("A number of a connector's extension range that is also tied to something else.")]
internal sealed class ConflictNode(Conflict conflict)
{
    [Description("The numbers: one for a local number, a span for overlaps and shadows.")]
    public NumberRangeNode Numbers => new(conflict.Numbers);

    [Description("What they are also tied to.")]
    public ConflictKind Kind => conflict.Kind;

    [Description("As people know it: \"Extension 115: Rani Oliver\".")]
    public string Text => conflict.Text;

    [Description("Who gets the call now.")]
    public Precedence Winner => conflict.Winner;

    [Description("Whether an administrator decided so; otherwise it is the default.")]
    public bool Decided => conflict.Decided;

    [Description("Why it wins, in one sentence.")]
    public string Why => conflict.Why;

    [Description("What would change it, in one sentence.")]
    public string Remedy => conflict.Remedy;

    [Description("When a decision begins or ends by itself that changes who wins; null when none does.")]
    public DateTimeOffset? ChangesAt => conflict.ChangesAt;

    [Description("Who wins from then on; null when nothing changes by itself.")]
    public Precedence? NextWinner => conflict.NextWinner;
}

/// <summary>A span of numbers as the API shows it.</summary>
[Name("NumberRange"), Description("Numbers with the same number of digits, from the lowest to the highest.")]
internal sealed class NumberRangeNode(NumberRange range)
{
    [Description("The lowest number.")]
    public string Min => range.Min.ToString();

    [Description("The highest number.")]
    public string Max => range.Max.ToString();
}
