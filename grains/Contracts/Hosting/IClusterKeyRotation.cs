namespace SystemConnector.Contracts.Hosting;

/// <summary>Changes the key under which nodes seal what they give out: the tokens of calls and the nonces of challenges.</summary>
public interface IClusterKeyRotation
{
    /// <summary>
    /// Makes a new key and announces it to all nodes, which seal under it some seconds later. What was sealed before opens for 48
    /// hours more. Refused when the last key is less than a minute old, with <see cref="FaultCode.StaleVersion"/> when it is not the expected
    /// one, and while the database is away.
    /// </summary>
    Task<Outcome<ClusterKeyRotated>> Rotate(int? expectedKey = null);
}

/// <summary>A new key of the cluster.</summary>
/// <param name="Key">Its id, from 1 to 255.</param>
/// <param name="SealsFrom">From when on nodes seal under it.</param>
public sealed record ClusterKeyRotated(int Key, DateTimeOffset SealsFrom);
