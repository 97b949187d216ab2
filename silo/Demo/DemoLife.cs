using System.Security.Cryptography;

namespace SystemConnector.Silo.Demo;

/// <summary>Calls between the phones of the demo for as long as it runs, so that the console has something to show: some talk, some fail.</summary>
internal sealed class DemoLife(DemoPhones phones, TimeProvider time)
{
    private static readonly TimeSpan Refresh = TimeSpan.FromMinutes(30), Silence = TimeSpan.FromSeconds(30);

    // No phone is in two of them, so that each call finds its own.
    private static readonly (string From, string Number, string? Answerer)[] _pairs =
    [
        ("A100", "160", "B160"),
        ("B200", "120", "A120"),
        ("A150", "305", null),
    ];

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            await Task.WhenAll([Register(cancellation), .. _pairs.Select(pair => Call(pair.From, pair.Number, pair.Answerer, cancellation))]);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The demo ends.
        }
    }

    private async Task Register(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(Refresh, time, cancellation);
            foreach (var phone in phones.All) await phone.RegisterAsync(cancellation: cancellation);
        }
    }

    private async Task Call(string from, string number, string? answerer, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                using var call = await phones[from].CallAsync(number, cancellation);
                if (call.AnsweredBy == answerer && answerer is not null)
                {
                    using var taken = await phones[answerer].NextCallAsync(cancellation);
                    await taken.AcknowledgedAsync(cancellation);
                    await Task.Delay(TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(8, 40)), time, cancellation);
                    await call.HangUpAsync(cancellation);
                    await taken.EndedAsync(cancellation);
                }
            }
            catch (TimeoutException)
            {
                // Somebody drained the node or switched the connector off: try again later.
            }
            await Task.Delay(answerer is null ? Silence : TimeSpan.FromSeconds(RandomNumberGenerator.GetInt32(2, 9)), time, cancellation);
        }
    }
}
