namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Waits for something that nothing announces, with a bound.</summary>
internal static class Until
{
    public static async Task Holds(Func<bool> condition)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        bound.CancelAfter(TimeSpan.FromSeconds(15));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!condition()) await timer.WaitForNextTickAsync(bound.Token);
    }
}
