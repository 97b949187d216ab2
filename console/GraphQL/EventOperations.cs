namespace SystemConnector.WebConsole.GraphQL;

/// <summary>What happens, without what it is about.</summary>
internal static class EventOperations
{
    public static readonly Subscription<Happened> Events = new("""
        subscription ($after: String, $topics: [EventTopic!]) { events(after: $after, topics: $topics) { cursor } }
        """);

    internal sealed record Happened(Event Events);

    internal sealed record Event(string Cursor);
}
