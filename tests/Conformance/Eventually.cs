namespace SystemConnector.Conformance.Tests;

/// <summary>Waits, with a bound, for something that another process does.</summary>
internal static class Eventually
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(20);

    /// <summary>Looks until the condition holds; fails with the description after the bound.</summary>
    public static async Task TrueAsync(Func<ValueTask<bool>> condition, TimeSpan bound, Func<string> description)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > bound) Assert.Fail($"Not within {bound.TotalSeconds:0.#} s: {description()}");
            await Task.Delay(s_step, TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Looks until the condition holds; fails with the description after the bound.</summary>
    public static Task TrueAsync(Func<bool> condition, TimeSpan bound, Func<string> description) =>
        TrueAsync(() => ValueTask.FromResult(condition()), bound, description);
}
