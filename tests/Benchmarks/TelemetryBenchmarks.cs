using System.Diagnostics.Metrics;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using SystemConnector.Silo.Telemetry;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;
using SystemConnector.Sip.Transactions;
using SystemConnector.Sip.Transports;

namespace SystemConnector.Benchmarks;

/// <summary>What being watched costs a call, with OpenTelemetry listening; and what a scrape costs.</summary>
[MemoryDiagnoser, ShortRunJob]
public class TelemetryBenchmarks : IDisposable
{
    private static readonly TimeSpan Rings = TimeSpan.FromMilliseconds(80), Answers = TimeSpan.FromSeconds(4);

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly TransactionLayer _layer = new(new Nobody(), new TransactionTimers(), TimeProvider.System, static _ => { });
    private CallMetrics _metrics = null!;
    private MeterProvider _provider = null!;
    private TransactionShard _shard = null!;
    private ulong _call;

    /// <summary>Has OpenTelemetry listen to the calls' meter.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _metrics = new CallMetrics(
            _services.GetRequiredService<IMeterFactory>(), new CallJournal(TimeProvider.System, NullLogger<CallJournal>.Instance),
            new ConnectorTags(null!, Options.Create(new TelemetryOptions())), Options.Create(new TelemetryOptions()));
        _provider = Sdk.CreateMeterProviderBuilder().AddMeter(CallMetrics.MeterName).AddReader(new BaseExportingMetricReader(new Drop())).Build();
        _shard = _layer.ShardOf("a@b"u8);
    }

    /// <summary>All that a call that is answered pays: three words, two times, the choice whether it is traced.</summary>
    [Benchmark]
    public bool AnsweredCall()
    {
        ref var counters = ref _metrics.Counters.Of(_shard);
        counters.Attempts++;
        counters.SettingUp++;
        _metrics.Heard(Rings);
        counters.Answered++;
        _metrics.Answered(Answers);
        counters.SettingUp--;
        return _metrics.Sampler.Takes(++_call);
    }

    /// <summary>The same without the two times.</summary>
    [Benchmark]
    public bool CountedCall()
    {
        ref var counters = ref _metrics.Counters.Of(_shard);
        counters.Attempts++;
        counters.SettingUp++;
        counters.Answered++;
        counters.SettingUp--;
        return _metrics.Sampler.Takes(++_call);
    }

    /// <summary>What is read when somebody scrapes the calls' meter.</summary>
    [Benchmark]
    public bool Scrape() => _provider.ForceFlush();

    /// <inheritdoc/>
    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _provider.Dispose();
        _layer.Dispose();
        _services.Dispose();
    }

    private sealed class Drop : BaseExporter<Metric>
    {
        public override ExportResult Export(in Batch<Metric> batch) => ExportResult.Success;
    }

    private sealed class Nobody : ITransactionUser
    {
        public void OnRequest(in IncomingRequest incoming)
        {
        }

        public void OnAck(TransactionShard shard, SipMessage ack, in Flow flow)
        {
        }

        public void OnCancel(ServerTransaction invite, SipMessage cancel)
        {
        }

        public void OnMalformed(SipMessage message, MessageFault fault, in Flow flow)
        {
        }

        public void OnConnectionClosed(in Flow flow)
        {
        }
    }
}
