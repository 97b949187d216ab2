namespace SystemConnector.Api.GraphQL.Conflicts;

internal static class ConflictCost
{
    /// <summary>A call of a grain, perhaps on another node: about as much as ten values read.</summary>
    public const double Count = 10;
}
