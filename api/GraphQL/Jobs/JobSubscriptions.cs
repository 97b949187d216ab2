using System.ComponentModel;
using GraphQL;
using SystemConnector.Api.GraphQL.Events;
using SystemConnector.Contracts.Events;
using SystemConnector.Contracts.Jobs;

namespace SystemConnector.Api.GraphQL.Jobs;

/// <summary>The topic of jobs.</summary>
internal sealed class JobSubscriptions
{
    internal static readonly EventTopic Topic =
        new EventTopic("JOBS", "Jobs that begin, get on and end: JobChange.").With<JobChanged>(static (change, logged) => new JobChange(change, logged));

    [Description("Each step of a job from now on, or from a cursor on.")]
    public static IObservable<JobChange> JobChanged(
        [FromServices] OperationEvents events,
        IResolveFieldContext context,
        [Id, Description("Only jobs of this site.")] string? siteId = null,
        [Description(OperationEvents.AfterDescription)] string? after = null) =>
        events.Open<JobChange>(context, Topic, after, OperationEvents.SiteOf(siteId));
}

/// <summary>A step of a job as the API tells it.</summary>
[Implements(typeof(IEvent)), Description("A job began, got on or ended.")]
internal sealed class JobChange(JobChanged change, LoggedEvent logged) : EventNode(logged)
{
    [Description("The job at that step.")]
    public JobNode Job => new(change.Job);
}
