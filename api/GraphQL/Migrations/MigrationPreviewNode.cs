using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Paging;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Api.GraphQL.Migrations;

/// <summary>A preview as the API shows it.</summary>
[Name("MigrationPreview"), Description("What a migration would do, by the rule that calls go by. Nothing is changed by looking.")]
internal sealed class MigrationPreviewNode(MigrationPreview preview)
{
    [Description("In words: \"Reroutes 37 of 900 numbers: 37 from local numbers to connector \"B\".\"")]
    public string Summary => preview.Summary;

    [Description("How many numbers go elsewhere than before.")]
    public int Rerouted => preview.Rerouted;

    [Description("How many numbers it decides.")]
    public int NumberCount => preview.Numbers.Length;

    [Description("Given as previewed to applyMigration, it applies what you have seen or nothing.")]
    public string Stamp => preview.Stamp;

    [Description("What keeps it from being made, each with its line; the numbers beside them are looked at nevertheless.")]
    public IEnumerable<MigrationFaultNode> Faults => preview.Faults.Select(fault => new MigrationFaultNode(fault));

    [Description("What to know about it.")]
    public IEnumerable<ChangeWarning> Warnings => preview.Warnings.Select(warning => new ChangeWarning(warning, FieldNames.Same));

    [Description("The numbers in their order.")]
    public Connection<PreviewedNumberNode> Numbers(
        [Description("True for those that go elsewhere, false for those that do not.")] bool? rerouted = null,
        [Description(PageSize.Description)] int first = PageSize.Default,
        [Description(PageSize.AfterDescription)] string? after = null)
    {
        Number? behind = Cursor.Read(after) is not { } key ? null
            : Number.TryParse(key, out var number) ? number
            : throw Cursor.Malformed();
        var all = preview.Numbers.Where(each => rerouted is null || each.IsRerouted == rerouted).ToList();
        var rest = all.Where(each => behind is null || each.Number > behind).Take(PageSize.Checked(first) + 1).ToList();
        return Connection.Of(new Page<PreviewedNumber>([.. rest.Take(first)], rest.Count > first, all.Count), each => new PreviewedNumberNode(each), each => each.Number.ToString());
    }
}

/// <summary>A fault of a plan as the API shows it.</summary>
[Name("MigrationFault"), Description("What is wrong with a plan, and where.")]
internal sealed class MigrationFaultNode(MigrationFault fault)
{
    [Description("The line of the CSV, 1 for the first; null when it is not about a line.")]
    public int? Line => fault.Line;

    [Description("The fault.")]
    public IError Error => Refusal.From(fault.Fault, MigrationFields.Names);
}

/// <summary>A number before and after, as the API shows it.</summary>
[Name("PreviewedNumber"), Description("Where a number goes before and after.")]
internal sealed class PreviewedNumberNode(PreviewedNumber previewed)
{
    [Description("The number.")]
    public string Number => previewed.Number.ToString();

    [Description("The wave that decides it.")]
    public int Wave => previewed.Wave;

    [Description("Who is to win it.")]
    public MigrationDecision Winner => previewed.Precedence.ToDecision();

    [Description("Whether it goes elsewhere.")]
    public bool Rerouted => previewed.IsRerouted;

    [Description("Where it goes before.")]
    public RouteEndNode Before => new(previewed.Before);

    [Description("Where it goes once its wave has begun.")]
    public RouteEndNode After => new(previewed.After);
}

/// <summary>Where a number goes, as the API shows it.</summary>
[Name("RouteEnd"), Description("Where a number goes.")]
internal sealed class RouteEndNode(RouteEnd end)
{
    [Description("Who gets it; null when nobody does.")]
    public Precedence? Winner => end.Winner;

    [Id, Description("The connector that is tried first; null when it stays local or nobody gets it.")]
    public string? ConnectorId => end.Connector is { } connector ? GlobalId.Of(connector) : null;

    [Description("As people know it: \"Extension 150: Rani Oliver\".")]
    public string Text => end.Text;

    [Description("Whether the trunk is down, or its connector disabled.")]
    public bool Down => end.IsDown;
}
