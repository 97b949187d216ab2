namespace SystemConnector.Api.GraphQL.Conflicts;

internal static class ConflictCost
{
    /// <summary>Rows of the database, a few for each connector: about as much as ten values read.</summary>
    public const double Count = 10;
}
