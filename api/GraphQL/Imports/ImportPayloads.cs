using System.Collections.Immutable;
using System.ComponentModel;
using SystemConnector.Api.GraphQL.Jobs;
using SystemConnector.Api.GraphQL.Refusals;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Imports;

namespace SystemConnector.Api.GraphQL.Imports;

internal abstract class ImportPayload<TSelf>(Outcome<ImportReport> outcome, bool dryRun = false) : Payload<TSelf>(FaultsOf(outcome, dryRun), outcome.Warnings, FieldNames.Same)
{
    [Description("What it came to, or would; null when it was refused before its lines were read.")]
    public ImportReportNode? Report => outcome.Value is { } report ? new ImportReportNode(report) : null;

    [Description("The job that does it; null when it was done at once, or nothing was.")]
    public JobNode? Job => outcome.Value?.Job is { } job ? new JobNode(job) : null;

    // The lines' faults stand in the report; that nothing was saved because of them is an error, which a dry run has not.
    private static ImmutableArray<Fault> FaultsOf(Outcome<ImportReport> outcome, bool dryRun) =>
        !dryRun && outcome.Value is { Faults: { IsEmpty: false } faults }
            ? [new Fault(FaultCode.Malformed, "content", faults.Length == 1 ? "There is a fault, which the report says." : $"There are {faults.Length} faults, which the report says.")]
            : outcome.Faults;
}

[Description("What importSites came to.")]
internal sealed class ImportSitesPayload(Outcome<ImportReport> outcome, bool dryRun = false) : ImportPayload<ImportSitesPayload>(outcome, dryRun);

[Description("What importLocalNumbers came to.")]
internal sealed class ImportLocalNumbersPayload(Outcome<ImportReport> outcome, bool dryRun = false) : ImportPayload<ImportLocalNumbersPayload>(outcome, dryRun);

[Description("What importConnectors came to.")]
internal sealed class ImportConnectorsPayload(Outcome<ImportReport> outcome, bool dryRun = false) : ImportPayload<ImportConnectorsPayload>(outcome, dryRun);

[Description("What importDecisions came to.")]
internal sealed class ImportDecisionsPayload(Outcome<ImportReport> outcome, bool dryRun = false) : ImportPayload<ImportDecisionsPayload>(outcome, dryRun);

[Description("What deleteMatchingLocalNumbers came to.")]
internal sealed class DeleteMatchingLocalNumbersPayload(Outcome<ImportReport> outcome) : ImportPayload<DeleteMatchingLocalNumbersPayload>(outcome);
