using GraphQL.Types;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL.Jobs;

internal sealed class JobKindType : EnumerationGraphType
{
    public JobKindType()
    {
        Name = "JobKind";
        Description = "What a job does.";
        Add("IMPORT_SITES", JobKind.ImportSites, "Imports sites.");
        Add("IMPORT_LOCAL_NUMBERS", JobKind.ImportLocalNumbers, "Imports local numbers of a site, in steps: what is done when it is cancelled stays.");
        Add("IMPORT_CONNECTORS", JobKind.ImportConnectors, "Imports connectors of a site, one by one: what is done when it is cancelled stays.");
        Add("IMPORT_DECISIONS", JobKind.ImportDecisions, "Imports precedence decisions of a site, up to 500 of a range at once: what is done when it is cancelled stays.");
        Add("DELETE_LOCAL_NUMBERS", JobKind.DeleteLocalNumbers, "Deletes the local numbers that a filter finds, in steps: what is done when it is cancelled stays.");
        Add("RESTORE", JobKind.Restore, "Puts a backup in the place of what there is, all of it or nothing.");
    }
}

internal sealed class JobStateType : EnumerationGraphType
{
    public JobStateType()
    {
        Name = "JobState";
        Description = "How far a job is.";
        Add("QUEUED", JobState.Queued, "It waits for a node that has time.");
        Add("RUNNING", JobState.Running, "A node works on it; when that dies, another goes on.");
        Add("SUCCEEDED", JobState.Succeeded, "It is done.");
        Add("FAILED", JobState.Failed, "It ended with faults, which say why.");
        Add("CANCELLED", JobState.Cancelled, "It was cancelled; its kind says what became of what was done until then.");
    }
}

internal sealed class FaultCodeType : EnumerationGraphType
{
    public FaultCodeType()
    {
        Name = "FaultCode";
        Description = "What is wrong with a line or a field.";
        Add("REQUIRED", FaultCode.Required, "It must be given.");
        Add("MALFORMED", FaultCode.Malformed, "It is not of the form that it must have.");
        Add("OUT_OF_RANGE", FaultCode.OutOfRange, "The value is outside its limits.");
        Add("CONTRADICTION", FaultCode.Contradiction, "It contradicts something else in the text, or what exists.");
        Add("TAKEN", FaultCode.Taken, "The name or number is in use already.");
        Add("NOT_FOUND", FaultCode.NotFound, "What was named does not exist.");
        Add("STALE_VERSION", FaultCode.StaleVersion, "Someone else changed it meanwhile.");
        Add("STORAGE_UNAVAILABLE", FaultCode.StorageUnavailable, "The database does not answer.");
        Add("FORBIDDEN", FaultCode.Forbidden, "The key's role or sites do not allow it.");
    }
}
