using SystemConnector.WebConsole.GraphQL;

namespace SystemConnector.WebConsole.Jobs;

/// <summary>What an import came to, or would.</summary>
/// <param name="Counts">What became of the lines.</param>
/// <param name="FaultCount">How many faults there are; with one, nothing is saved.</param>
/// <param name="Faults">A page of them.</param>
/// <param name="Notices">What to know of the text as a whole.</param>
public sealed record ImportReport(ImportCounts Counts, int FaultCount, Page<ImportFault> Faults, IReadOnlyList<string> Notices);

/// <summary>What became of things, or would.</summary>
/// <param name="Total">How many there are to do.</param>
/// <param name="Created">How many are new.</param>
/// <param name="Changed">How many become another.</param>
/// <param name="Unchanged">How many are there as given.</param>
/// <param name="Deleted">How many go.</param>
/// <param name="Done">How many are done.</param>
public sealed record ImportCounts(int Total, int Created, int Changed, int Unchanged, int Deleted, int Done);

/// <summary>What is wrong with a line.</summary>
/// <param name="Line">Its number from 1 on; 0 when it is the whole.</param>
/// <param name="Column">The column; null when it is the line as a whole.</param>
/// <param name="Message">What it is, for people.</param>
public sealed record ImportFault(int Line, string? Column, string Message);
