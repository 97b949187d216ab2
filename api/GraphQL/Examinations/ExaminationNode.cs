using System.ComponentModel;
using GraphQL;
using SystemConnector.Contracts.Connectors;

namespace SystemConnector.Api.GraphQL.Examinations;

/// <summary>An examination as the API shows it.</summary>
[Name("Examination"), Description("What an examination of a connector came to.")]
internal sealed class ExaminationNode(Examination examination)
{
    [Description("Whether nothing that was looked at is wrong.")]
    public bool Healthy => examination.IsHealthy;

    [Description("The first thing that is wrong and what to do, in one sentence; otherwise what works.")]
    public string Verdict => examination.Verdict;

    [Description("Every check, in order.")]
    public IEnumerable<ExaminationCheckNode> Checks => examination.Checks.Select(check => new ExaminationCheckNode(check));
}

/// <summary>One check as the API shows it.</summary>
[Name("ExaminationCheck"), Description("One thing that was looked at.")]
internal sealed class ExaminationCheckNode(ExaminationCheck check)
{
    [Description("What it is.")]
    public CheckKind Kind => check.Kind;

    [Description("What came of it.")]
    public CheckOutcome Outcome => check.Outcome;

    [Description("What was seen, in words, and what to do where it is wrong.")]
    public string Text => check.Text;

    [Description("How long it took.")]
    public int Milliseconds => (int)Math.Round(check.Duration.TotalMilliseconds);
}
