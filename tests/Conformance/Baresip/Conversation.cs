namespace SystemConnector.Conformance.Tests.Baresip;

/// <summary>A call in which each side hears what the other one says.</summary>
internal static class Conversation
{
    /// <summary>One calls, the other answers; when each has heard the other's tone, the one that was called hangs up.</summary>
    public static async Task BetweenAsync(BaresipProcess caller, BaresipProcess called)
    {
        await caller.CallAsync(called.Account.User);
        await called.IsInCallAsync();
        await caller.HearsAsync(called);
        await called.HearsAsync(caller);
        await called.HangUpAsync();
        await caller.CallEndsAsync();
    }
}
