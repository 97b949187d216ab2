using SystemConnector.Contracts;
using SystemConnector.Contracts.Hosting;
using SystemConnector.Grains.Routing;
using SystemConnector.Grains.Storage;

namespace SystemConnector.Grains.Cluster;

/// <summary>Makes a new key and announces it by the change log.</summary>
internal sealed class ClusterKeyRotation(ClusterKeyStore keys, RoutePublisher publisher) : IClusterKeyRotation
{
    public async Task<Outcome<ClusterKeyRotated>> Rotate(int? expectedKey)
    {
        try
        {
            var (outcome, sequence) = await keys.Rotate(expectedKey);
            if (outcome.Value is not { } key) return Outcome.Refused<ClusterKeyRotated>(outcome.Faults);
            await publisher.Publish(sequence);
            return Outcome.Of(new ClusterKeyRotated(key.Id, key.SealsFrom));
        }
        catch (StorageUnavailableException exception)
        {
            return Outcome.Refused<ClusterKeyRotated>(StorageFault.Of(exception));
        }
    }
}
