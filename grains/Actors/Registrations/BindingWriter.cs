using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Registrations;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;
using SystemConnector.Grains.Storage.Rows;

namespace SystemConnector.Grains.Registrations;

/// <summary>
/// Writes bindings of this node's addresses of record, those that wait together in one transaction: a thousand phones
/// that register in the same second cost some commits, not a thousand.
/// </summary>
internal sealed class BindingWriter(ConfigurationStore store, RoutePublisher publisher) : BackgroundService
{
    private const int MaxBatch = 256;

    private readonly Channel<Job> _jobs = Channel.CreateUnbounded<Job>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Makes these the bindings of an address of record; completes when they are committed.</summary>
    /// <exception cref="StorageUnavailableException">The database does not answer; nothing was written.</exception>
    public Task Write(string addressOfRecord, ImmutableArray<Binding> bindings)
    {
        var job = new Job(addressOfRecord, bindings, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        // Refused only once the node stops; then the registration fails, and the phone tries elsewhere.
        if (!_jobs.Writer.TryWrite(job)) throw new StorageUnavailableException("The node is stopping.", new OperationCanceledException());
        return job.Done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Runs until the channel is closed and empty, so that what grains write while the node stops is written.
        while (await _jobs.Reader.WaitToReadAsync(CancellationToken.None))
        {
            var batch = new List<Job>();
            while (batch.Count < MaxBatch && _jobs.Reader.TryRead(out var job)) batch.Add(job);
            await Write(batch);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _jobs.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    private async Task Write(List<Job> batch)
    {
        try
        {
            var (_, sequence) = await store.Write((db, log) => Write(db, log, batch));
            foreach (var job in batch) job.Done.TrySetResult();
            await publisher.Tell(sequence);
        }
#pragma warning disable CA1031 // Whoever waits gets the exception; the writer goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            // What one phone sent must not refuse the others that wait with it.
            if (batch.Count > 1 && exception is not StorageUnavailableException)
                foreach (var job in batch.Where(static j => !j.Done.Task.IsCompleted)) await Write([job]);
            else
                foreach (var job in batch) job.Done.TrySetException(exception);
        }
    }

    private static async Task<Outcome<string>> Write(ConnectorDb db, ChangeLog log, List<Job> batch)
    {
        // An address of record may wait twice: the later one counts.
        var latest = new Dictionary<string, ImmutableArray<Binding>>();
        foreach (var job in batch) latest[job.AddressOfRecord] = job.Bindings;
        foreach (var ofSite in latest.GroupBy(static j => AddressOfRecordKey.Parse(j.Key).Site))
        {
            var site = ofSite.Key.Value;
            // The site may have been deleted since: then nobody can register there.
            if (!await db.Sites.AnyAsync(s => s.Id == site)) continue;
            string[] users = [.. ofSite.Select(static j => AddressOfRecordKey.Parse(j.Key).User)];
            var rows = await db.Bindings.Where(b => b.SiteId == site && users.Contains(b.User)).ToDictionaryAsync(static b => (b.User, b.Contact));
            foreach (var (key, bindings) in ofSite)
            {
                var user = AddressOfRecordKey.Parse(key).User;
                foreach (var binding in bindings)
                {
                    if (!rows.Remove((user, binding.Contact), out var row))
                        row = db.Bindings.Add(new BindingRow { SiteId = site, User = user, Contact = binding.Contact }).Entity;
                    Fill(row, binding);
                }
                log.Bindings(key);
            }
            db.Bindings.RemoveRange(rows.Values);
        }
        return Outcome.Of("written");
    }

    private static void Fill(BindingRow row, Binding binding)
    {
        row.Path = binding.Path;
        row.Flow = binding.Flow;
        row.Node = binding.Node;
        row.CallId = binding.CallId;
        row.CSeq = binding.CSeq;
        row.Expires = binding.Expires.ToUnixTimeMilliseconds();
        row.UserAgent = binding.UserAgent;
        row.Preference = binding.Preference;
        row.Instance = binding.Instance;
    }

    private sealed record Job(string AddressOfRecord, ImmutableArray<Binding> Bindings, TaskCompletionSource Done);
}
