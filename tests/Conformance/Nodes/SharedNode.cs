using SystemConnector.Conformance.Tests.Nodes;

[assembly: AssemblyFixture(typeof(SharedNode))]

namespace SystemConnector.Conformance.Tests.Nodes;

/// <summary>One node for all tests that do not harm it; each test has a site of its own on it.</summary>
public sealed class SharedNode : IAsyncDisposable
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly List<string> _deaths = [];
    private NodeProcess? _node;

    /// <summary>The node, started by the first test that needs it, and again by the next one after a test that killed it.</summary>
    internal async Task<NodeProcess> GetAsync()
    {
        await _one.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_node is { IsRunning: false }) await BuryAsync(_node);
            return _node ??= await NodeProcess.StartAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>A new site on the node.</summary>
    internal async Task<TestSite> NewSiteAsync() => await TestSite.CreateAsync(await GetAsync());

    // A death is a failure of its own, whatever the test that saw it says.
    private async Task BuryAsync(NodeProcess node)
    {
        _deaths.Add($"The shared node died:\n{node.LogTail}");
        _node = null;
        await node.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_node is { IsRunning: false }) await BuryAsync(_node);
        if (_node is not null) await _node.DisposeAsync();
        _one.Dispose();
        if (_deaths.Count > 0) throw new Xunit.Sdk.XunitException(string.Join("\n\n", _deaths));
    }
}
