using SystemConnector.Silo;
using SystemConnector.Silo.Demo;
using SystemConnector.Silo.Draining;
using SystemConnector.Silo.Options;

using var secondSignal = new SecondSignal();
try
{
    if (args is ["demo", .. var demoArgs]) return await DemoCommand.RunAsync(demoArgs, NodeHost.Build);

    var node = NodeHost.Build(args);
    if (ListenFaults.Of(node) is { Count: > 0 } taken) return await Refuse(taken);
    await node.RunAsync();
    // Not 0 where the node stopped by itself and is to be started again.
    return Environment.ExitCode;
}
catch (Exception exception) when (ConfigurationFaults.In(exception) is { Count: > 0 } faults)
{
    return await Refuse(faults);
}

static async Task<int> Refuse(IReadOnlyList<string> faults)
{
    foreach (var fault in faults) await Console.Error.WriteLineAsync(fault);
    return 1;
}
