using BenchmarkDotNet.Attributes;
using SystemConnector.Sip.Sealing;
using SystemConnector.Sip.Transactions;

namespace SystemConnector.Benchmarks;

/// <summary>What it costs to seal and open a SIP message of 800 bytes between two nodes, and to stamp and check a branch.</summary>
[MemoryDiagnoser, ShortRunJob]
public class LinkBenchmarks : IDisposable
{
    private readonly byte[] _message = new byte[800], _sealed = new byte[1024], _opened = new byte[1024], _context = new byte[32], _stamp = new byte[BranchStamp.Length];
    private readonly Sealer _sealer = new([(1, new byte[32])], 1, "system-connector link"u8);
    private readonly BranchStamp _stamps = new(1, new byte[32]);
    private int _length;
    private ulong _branch;

    /// <summary>Seals one to be opened.</summary>
    [GlobalSetup]
    public void Setup() => Seal();

    /// <inheritdoc/>
    public void Dispose()
    {
        _sealer.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>The node that sends.</summary>
    [Benchmark]
    public int Seal() => _length = _sealer.SealBytes(_message, _sealed, _context);

    /// <summary>The node that receives.</summary>
    [Benchmark]
    public int Open() => _sealer.OpenBytes(_sealed.AsSpan(0, _length), _opened, _context);

    /// <summary>Each request that leaves.</summary>
    [Benchmark]
    public void WriteStamp() => _stamps.Write(_stamp, _branch += 2);

    /// <summary>A response that is another node's, and no other.</summary>
    [Benchmark]
    public bool CheckStamp() => _stamps.IsGenuine(_stamp, _branch);
}
