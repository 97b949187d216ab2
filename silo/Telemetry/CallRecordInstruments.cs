using System.Diagnostics.Metrics;
using SystemConnector.Grains.CallRecords;

namespace SystemConnector.Silo.Telemetry;

/// <summary>What operators see of the records of calls. A call is two or three parts: its setup, its end, its refreshes, its media.</summary>
internal sealed class CallRecordInstruments(CallRecordWriter writer)
{
    /// <summary>Adds the instruments.</summary>
    public void Add(Meter meter)
    {
        meter.CreateObservableCounter("systemconnector.record.written", () => writer.Written, "{part}", "Parts of call records that were written to the database");
        meter.CreateObservableCounter("systemconnector.record.lost", () => writer.Lost, "{part}", "Parts of call records that were lost, since too many waited for the database");
        meter.CreateObservableUpDownCounter("systemconnector.record.waiting", () => writer.Waiting, "{part}", "Parts of call records that wait for the database");
    }
}
