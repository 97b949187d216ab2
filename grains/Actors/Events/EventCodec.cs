using Microsoft.Extensions.Logging;
using Orleans.Serialization;
using SystemConnector.Contracts.Events;

namespace SystemConnector.Grains.Events;

/// <summary>Writes and reads events one by one.</summary>
internal sealed partial class EventCodec(Serializer serializer, ILogger<EventCodec> logger)
{
    /// <summary>The event as others read it; null when it cannot be written.</summary>
    public byte[]? Write(ClusterEvent happened)
    {
        try
        {
            return serializer.SerializeToArray(happened);
        }
#pragma warning disable CA1031 // Whatever makes one event unwritable must not keep the others from being told.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnwritable(happened.GetType().Name, exception);
            return null;
        }
    }

    /// <summary>The event; null when it is of a kind that this version does not know.</summary>
    public ClusterEvent? Read(byte[] payload)
    {
        try
        {
            return serializer.Deserialize<ClusterEvent>(payload);
        }
#pragma warning disable CA1031 // Whatever makes one event unreadable must not keep the others from being read.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogUnknown(exception);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "An event of another version of the software is passed over.")]
    private partial void LogUnknown(Exception exception);

    [LoggerMessage(2, LogLevel.Error, "An event of the kind {Kind} cannot be written and is told to nobody.")]
    private partial void LogUnwritable(string kind, Exception exception);
}
