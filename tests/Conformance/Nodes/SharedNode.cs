using SystemConnector.Conformance.Tests.Nodes;

[assembly: AssemblyFixture(typeof(SharedNode))]

namespace SystemConnector.Conformance.Tests.Nodes;

/// <summary>One node for all tests that do not harm it; each test has a site of its own on it.</summary>
public sealed class SharedNode : IAsyncDisposable
{
    private readonly Lazy<Task<NodeProcess>> _node = new(() => NodeProcess.StartAsync());

    /// <summary>The node, started by the first test that needs it.</summary>
    internal Task<NodeProcess> GetAsync() => _node.Value;

    /// <summary>A new site on the node.</summary>
    internal async Task<TestSite> NewSiteAsync() => await TestSite.CreateAsync(await GetAsync());

    public async ValueTask DisposeAsync()
    {
        if (!_node.IsValueCreated || !_node.Value.IsCompletedSuccessfully) return;
        await (await _node.Value).DisposeAsync();
    }
}
