using System.Collections.Concurrent;
using System.Collections.Immutable;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Grains.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Trunks;

namespace SystemConnector.Silo.Doctor;

/// <summary>
/// Examines a trunk: one check after the other, in the order in which one builds on the other; the first that fails is the verdict.
/// It sends requests of its own over the trunk's transports and changes nothing of the trunk.
/// </summary>
internal sealed class TrunkDoctor(Func<SipNode> node, TrunkClient trunks, IEnumerable<ICheck> checks, TimeProvider time) : ITrunkDoctor
{
    /// <summary>A grain call lasts 30 s, and so does an operation of the API.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    /// <summary>Each has sockets and makes a call; more at a time nobody waits for.</summary>
    private const int MostAtOnce = 4;

    private readonly ConcurrentDictionary<ConnectorId, byte> _underWay = [];

    /// <inheritdoc/>
    public async Task<Outcome<Examination>> Examine(ConnectorId connector, string? testNumber)
    {
        if (!_underWay.TryAdd(connector, 0)) return Busy("The connector is being examined already; wait for what comes of that.");
        try
        {
            if (_underWay.Count > MostAtOnce) return Busy($"This node examines {MostAtOnce} connectors already; try again in half a minute.");
            // Just enabled, or about to move: there is nothing to examine yet.
            return trunks.Find(connector) is { } trunk
                ? Outcome.Of(await Look(new Patient(node(), trunk, testNumber, time)))
                : Outcome.Of(new Examination(false, "The trunk is not driven on this node yet; try again in a few seconds.", []));
        }
        finally
        {
            _underWay.TryRemove(connector, out _);
        }
    }

    private static Outcome<Examination> Busy(string message) => Outcome.Refused<Examination>(new Fault(FaultCode.Contradiction, "id", message));

    private async Task<Examination> Look(Patient patient)
    {
        using var limit = new CancellationTokenSource(Limit, time);
        var done = ImmutableArray.CreateBuilder<ExaminationCheck>();
        string? wrong = null;
        try
        {
            foreach (var check in checks)
            {
                var start = time.GetTimestamp();
                var finding = wrong is null ? await Look(check, patient, limit.Token) : Finding.Skipped("What is wrong before it comes first.");
                done.Add(new ExaminationCheck(check.Kind, finding.Outcome, finding.Text, time.GetElapsedTime(start)));
                if (finding.Outcome == CheckOutcome.Failed) wrong = finding.Text;
            }
        }
        finally
        {
            if (patient.Call is { } call) await call.DisposeAsync();
        }
        return new Examination(wrong is null, wrong ?? Praise(patient), done.ToImmutable());
    }

    private static async Task<Finding> Look(ICheck check, Patient patient, CancellationToken cancellation)
    {
        try
        {
            return await check.Look(patient, cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return Finding.Failed($"The examination took longer than {(int)Limit.TotalSeconds} s; {patient.Peer} answers very slowly.");
        }
    }

    private static string Praise(Patient patient) => patient.TestNumber is null
        ? $"{patient.Peer} works as far as was looked at; give a test number to try a call and its audio."
        : $"{patient.Peer} works.";
}
