using System.Collections.Immutable;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Contracts.Imports;

/// <summary>What came of many things, or would.</summary>
/// <param name="Total">How many there are to do.</param>
/// <param name="Done">How many are done.</param>
/// <param name="Created">How many were new.</param>
/// <param name="Changed">How many were there and became another.</param>
/// <param name="Unchanged">How many were there as given.</param>
/// <param name="Deleted">How many went.</param>
[GenerateSerializer, Immutable, Alias("sc.ImportCounts")]
public sealed record ImportCounts(
    [property: Id(0)] int Total = 0,
    [property: Id(1)] int Done = 0,
    [property: Id(2)] int Created = 0,
    [property: Id(3)] int Changed = 0,
    [property: Id(4)] int Unchanged = 0,
    [property: Id(5)] int Deleted = 0);

/// <summary>A fault in a line of what is imported.</summary>
/// <param name="Line">The line in the text, from 1 on; 0 for the whole.</param>
/// <param name="Column">The column or member at fault; null for the line as a whole.</param>
/// <param name="Code">What is wrong.</param>
/// <param name="Message">One sentence for a person.</param>
[GenerateSerializer, Immutable, Alias("sc.ImportFault")]
public sealed record ImportFault(
    [property: Id(0)] int Line, [property: Id(1)] string? Column, [property: Id(2)] FaultCode Code, [property: Id(3)] string Message);

/// <summary>What an import came to, or would.</summary>
/// <param name="Counts">What became of the lines.</param>
/// <param name="Faults">Every fault of every line in their order; with one, nothing is saved.</param>
/// <param name="Notices">What to know of the text as a whole, such as columns that nobody knows.</param>
/// <param name="Job">The job that does it; null when it was done at once, or nothing was.</param>
public sealed record ImportReport(ImportCounts Counts, ImmutableArray<ImportFault> Faults, ImmutableArray<string> Notices, Job? Job = null);
