using SystemConnector.Contracts;

namespace SystemConnector.Grains.Storage;

/// <summary>Makes the refusal of a change when the database is away.</summary>
internal static class StorageFault
{
    public static Fault Of(StorageUnavailableException exception) => new(FaultCode.StorageUnavailable, "", exception.Message);
}
