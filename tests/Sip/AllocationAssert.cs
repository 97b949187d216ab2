namespace SystemConnector.Sip.Tests;

/// <summary>Asserts that a path allocates nothing once it is warm.</summary>
internal static class AllocationAssert
{
    public static void None(Action path)
    {
        // Tiered compilation may allocate on this thread while it swaps code in: the best of several rounds counts.
        var least = long.MaxValue;
        for (var round = 0; round < 20 && least > 0; round++)
        {
            for (var i = 0; i < 50; i++) path();
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 50; i++) path();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
