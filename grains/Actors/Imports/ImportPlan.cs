using System.Collections.Immutable;
using SystemConnector.Contracts.Imports;
using SystemConnector.Grains.Jobs;

namespace SystemConnector.Grains.Imports;

/// <summary>What an import would come to, and how it is done.</summary>
/// <param name="Counts">What becomes of the lines.</param>
/// <param name="AtOnce">Whether it is short enough to be waited for.</param>
/// <param name="Apply">Does it, in a run of a job or, with null, at once; the faults that came up meanwhile.</param>
internal sealed record ImportPlan(ImportCounts Counts, bool AtOnce, Func<JobRun?, CancellationToken, Task<ImmutableArray<ImportFault>>> Apply);

/// <summary>Imports one kind of list.</summary>
internal interface IListImport
{
    /// <summary>The columns that it knows, as they are exported.</summary>
    ImmutableArray<string> Columns { get; }

    /// <summary>Compares a text with what there is. Faults of lines are added to the table; with one the plan is not followed.</summary>
    Task<ImportPlan> Plan(ImportRequest request, ImportTable table, CancellationToken cancellation);
}
