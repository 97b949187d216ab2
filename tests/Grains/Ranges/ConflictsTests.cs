using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;
using SystemConnector.Grains.Ranges;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Tests.Routing;

namespace SystemConnector.Grains.Tests.Ranges;

public sealed class ConflictsTests
{
    private static readonly ConnectorId _here = ConnectorId.New();
    private static readonly ConnectorId _there = ConnectorId.New();

    [Theory]
    [InlineData("115", LocalNumberKind.Extension, "Rani Oliver", "Extension 115: Rani Oliver")]
    [InlineData("116", LocalNumberKind.CallFlow, "Reception", "Call flow 116: Reception")]
    [InlineData("117", LocalNumberKind.ParkingLot, "Lot 1", "Parking lot 117: Lot 1")]
    [InlineData("118", LocalNumberKind.SpeedDial, "Taxi", "Speed dial 118: Taxi")]
    public void Range_overlapping_local_number_yields_conflict(string number, LocalNumberKind kind, string owner, string text)
    {
        var conflict = Conflicts.Of(Facts("115", "118", locals: [new LocalFact(Number.Parse(number), kind, owner)]), Tables.Now).Single(c => c.Kind != ConflictKind.Reserved);
        Assert.Equal((text, Precedence.Local, false), (conflict.Text, conflict.Winner, conflict.Decided));
        Assert.Equal(kind.ToString(), conflict.Kind.ToString());
    }

    [Fact]
    public void Decision_for_another_connector_is_told_with_its_name()
    {
        var facts = Facts("150", "159", locals: [Local("150")], decisions: [new(Number.Parse("150"), Precedence.Remote, _there)], others: [Other("C", "150", "150")]);
        var conflict = new DecidableConflicts(Conflicts.Of(facts, Tables.Now)).On(Number.Parse("150"))!;
        Assert.Equal((Precedence.Remote, true), (conflict.Winner, conflict.Decided));
        Assert.Contains("\"C\"", conflict.Why);
    }

    [Fact]
    public void Overlap_names_the_span_and_who_is_tried_first()
    {
        var conflict = Conflicts.Of(Facts("150", "200", others: [Other("C", "190", "220", priority: 10)]), Tables.Now).Single();
        Assert.Equal((ConflictKind.ConnectorOverlap, "190–200"), (conflict.Kind, conflict.Numbers.ToString()));
        Assert.StartsWith("\"C\" is tried first", conflict.Why);
        Assert.Contains("priority 10 comes before 100", conflict.Why);
    }

    [Fact]
    public void Decided_number_of_an_overlap_stands_for_itself()
    {
        var facts = Facts("150", "200", decisions: [new(Number.Parse("195"), Precedence.Remote, _here)], others: [Other("C", "190", "220")]);
        var conflict = new DecidableConflicts(Conflicts.Of(facts, Tables.Now)).On(Number.Parse("195"))!;
        Assert.True(conflict is { Kind: ConflictKind.ConnectorOverlap, Decided: true });
        Assert.Equal("195–195", conflict.Numbers.ToString());
    }

    [Fact]
    public void Shorter_local_number_shadows_the_numbers_that_begin_with_it()
    {
        var conflict = Conflicts.Of(Facts("1105", "1200", locals: [Local("110")]), Tables.Now).Single();
        Assert.Equal((ConflictKind.PrefixShadow, "1105–1109"), (conflict.Kind, conflict.Numbers.ToString()));
    }

    [Fact]
    public void Emergency_number_in_a_range_is_reserved_unless_it_is_local()
    {
        Assert.Equal(ConflictKind.Reserved, Conflicts.Of(Facts("111", "113"), Tables.Now).Single().Kind);
        Assert.Equal(ConflictKind.Extension, Conflicts.Of(Facts("111", "113", locals: [Local("112")]), Tables.Now).Single().Kind);
    }

    [Fact]
    public void Decision_for_local_without_a_local_number_is_a_contradiction()
    {
        var facts = Facts("150", "200", others: [Other("C", "190", "220")]);
        Assert.Equal(FaultCode.Contradiction, DecisionValidation.Check(facts, "195", Precedence.Local, Tables.Now, out _)!.Code);
        Assert.Null(DecisionValidation.Check(facts, "195", Precedence.Remote, Tables.Now, out _));
    }

    [Fact]
    public void Huge_range_costs_what_exists_in_it() =>
        Assert.Single(Conflicts.Of(Facts("100000000000000", "999999999999999", locals: [Local("100000000000001")]), Tables.Now));

    private static RangeFacts Facts(
        string min, string max,
        ImmutableArray<LocalFact>? locals = null, ImmutableArray<DecisionRoute>? decisions = null, ImmutableArray<OtherRange>? others = null) =>
        new(RangeId.New(), SiteId.New(), _here, new CandidateOrder(100, "B", new NumberRange(Number.Parse(min), Number.Parse(max))),
            locals ?? [], decisions ?? [], others ?? []);

    private static LocalFact Local(string number) => new(Number.Parse(number), LocalNumberKind.Extension, "");

    private static OtherRange Other(string name, string min, string max, int priority = 100) =>
        new(_there, new CandidateOrder(priority, name, new NumberRange(Number.Parse(min), Number.Parse(max))));
}
