using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using SystemConnector.Silo.Locating;
using SystemConnector.Silo.Tests.Admission;

namespace SystemConnector.Silo.Tests.Locating;

public sealed class SystemNamesTests : IDisposable
{
    private static readonly IPAddress[] Found = [IPAddress.Parse("192.0.2.1")];

    private readonly ManualTime _time = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<IPAddress[]>> _hanging = new();
    private readonly Channel<string> _asked = Channel.CreateUnbounded<string>();
    private readonly SystemNames _names;

    public SystemNamesTests() => _names = new SystemNames(Resolve, _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _names.Dispose();

    [Fact]
    public async Task Name_is_asked_once_for_all_who_want_it_at_a_time()
    {
        var first = _names.Lookup("dead-1", Cancellation);
        await Asked(1);
        var second = _names.Lookup("DEAD-1", Cancellation);
        _hanging["dead-1"].SetResult(Found);
        Assert.Equal(Found, await first);
        Assert.Equal(Found, await second);
        Assert.False(_asked.Reader.TryRead(out _));

        _ = _names.Lookup("dead-1", Cancellation);
        await Asked(1);
    }

    [Fact]
    public async Task Names_that_hung_leave_places_to_the_others()
    {
        // All places but two hang for as long as a dead DNS takes.
        var dead = Enumerable.Range(0, 10).Select(static i => $"dead-{i}").ToArray();
        var lookups = dead.Select(name => _names.Lookup(name, Cancellation)).ToArray();
        await Asked(dead.Length);
        _time.Advance(TimeSpan.FromSeconds(10));
        foreach (var name in dead) _hanging[name].SetException(new TimeoutException());
        foreach (var lookup in lookups) await Assert.ThrowsAsync<TimeoutException>(() => lookup);

        // Asked again, with more beside them than there are places: four hang, the others wait and hold nothing.
        foreach (var name in dead) _ = _names.Lookup(name, Cancellation);
        var again = await Asked(4);
        for (var i = 0; i < 20; i++) Assert.Equal(Found, await _names.Lookup($"healthy-{i}", Cancellation));
        Assert.DoesNotContain(await Asked(20), static name => name.StartsWith("dead", StringComparison.Ordinal));

        // One that is answered at once is as good as any other.
        var healed = again[0];
        _hanging[healed].SetResult(Found);
        await Asked(1);
        for (var i = 0; i < 11; i++) _ = _names.Lookup($"dead-new-{i}", Cancellation);
        await Asked(11);
        _ = _names.Lookup(healed, Cancellation);
        Assert.Equal([healed], await Asked(1));
    }

    [Fact]
    public async Task Who_waits_for_a_place_may_give_up()
    {
        for (var i = 0; i < 12; i++) _ = _names.Lookup($"dead-{i}", Cancellation);
        await Asked(12);
        using var patience = new CancellationTokenSource();
        var waiting = _names.Lookup("healthy", patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        _hanging["dead-0"].SetResult(Found);
        Assert.Equal(Found, await _names.Lookup("healthy", Cancellation));
    }

    private Task<IPAddress[]> Resolve(string host)
    {
        var hanging = host.StartsWith("dead", StringComparison.OrdinalIgnoreCase)
            ? (_hanging[host] = new TaskCompletionSource<IPAddress[]>(TaskCreationOptions.RunContinuationsAsynchronously)).Task
            : Task.FromResult(Found);
        _asked.Writer.TryWrite(host);
        return hanging;
    }

    /// <summary>The next names that the system was asked for.</summary>
    private async Task<string[]> Asked(int count)
    {
        var names = new string[count];
        for (var i = 0; i < count; i++) names[i] = await _asked.Reader.ReadAsync(Cancellation).AsTask().WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        return names;
    }
}
