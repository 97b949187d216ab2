namespace SystemConnector.Api.GraphQL.Paging;

/// <summary>How many items a page has.</summary>
internal static class PageSize
{
    public const int Default = 50;
    public const int Max = 200;
    public const string Description = "How many items at most, 1 to 200.";
    public const string AfterDescription = "The cursor of the item behind which the page begins.";

    /// <summary>The size, when it is one.</summary>
    /// <exception cref="BadArgument">It is not.</exception>
    public static int Checked(int first) => first is >= 1 and <= Max ? first : throw new BadArgument($"'first' must be from 1 to {Max}.");
}
