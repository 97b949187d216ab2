using System.Collections.Immutable;
using SystemConnector.Contracts.Numbers;
using SystemConnector.Contracts.Ranges;

namespace SystemConnector.Contracts.Migrations;

/// <summary>What a migration would do, by the rule that calls go by. Changes nothing.</summary>
/// <param name="Numbers">Its numbers in their order.</param>
/// <param name="Rerouted">How many of them go elsewhere than before.</param>
/// <param name="Summary">In words: "Reroutes 37 of 900 numbers".</param>
/// <param name="Faults">What keeps it from being made; the numbers beside them are looked at nevertheless.</param>
/// <param name="Warnings">What to know about it.</param>
/// <param name="Stamp">Says on which state of numbers, decisions and ranges it was computed.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationPreview")]
public sealed record MigrationPreview(
    [property: Id(0)] ImmutableArray<PreviewedNumber> Numbers,
    [property: Id(1)] int Rerouted,
    [property: Id(2)] string Summary,
    [property: Id(3)] ImmutableArray<MigrationFault> Faults,
    [property: Id(4)] ImmutableArray<Warning> Warnings,
    [property: Id(5)] string Stamp);

/// <summary>A number before and after.</summary>
/// <param name="Number">The number.</param>
/// <param name="Wave">The wave that decides it.</param>
/// <param name="Precedence">What is decided for it; null for the default.</param>
/// <param name="Before">Where it goes before.</param>
/// <param name="After">Where it goes once the wave has begun.</param>
[GenerateSerializer, Immutable, Alias("sc.PreviewedNumber")]
public sealed record PreviewedNumber(
    [property: Id(0)] Number Number,
    [property: Id(1)] int Wave,
    [property: Id(2)] Precedence? Precedence,
    [property: Id(3)] RouteEnd Before,
    [property: Id(4)] RouteEnd After)
{
    /// <summary>Whether it goes elsewhere.</summary>
    public bool IsRerouted => Before.Winner != After.Winner || Before.Connector != After.Connector;
}

/// <summary>Where a number goes.</summary>
/// <param name="Winner">Who gets it; null when nobody does.</param>
/// <param name="Connector">For Remote: the connector that is tried first.</param>
/// <param name="Text">As people know it: "Extension 150: Rani Oliver", "connector "B"", "nobody".</param>
/// <param name="IsDown">Whether that trunk is down, or its connector disabled.</param>
[GenerateSerializer, Immutable, Alias("sc.RouteEnd")]
public sealed record RouteEnd(
    [property: Id(0)] Precedence? Winner,
    [property: Id(1)] ConnectorId? Connector,
    [property: Id(2)] string Text,
    [property: Id(3)] bool IsDown = false);

/// <summary>A fault of a plan.</summary>
/// <param name="Fault">The fault; its field is "csv" for what stands in a line.</param>
/// <param name="Line">The line of the CSV, 1 for the first; null when it is none of a line.</param>
[GenerateSerializer, Immutable, Alias("sc.MigrationFault")]
public sealed record MigrationFault([property: Id(0)] Fault Fault, [property: Id(1)] int? Line = null);
