using System.Diagnostics;
using BenchmarkDotNet.Running;
using SystemConnector.Benchmarks;

// "lists" is what tests/Load/lists runs, on a file or on the PostgreSQL of a connection string.
if (args is ["lists", ..])
{
    Environment.ExitCode = await ListsLoad.Run(args.Length > 1 ? args[1] : null);
    return;
}
// "table" prints what a large table costs to build and to hold; anything else goes to BenchmarkDotNet.
if (args is not ["table"])
{
    BenchmarkSwitcher.FromAssembly(typeof(LargeTable).Assembly).Run(args);
    return;
}
var before = GC.GetTotalMemory(forceFullCollection: true);
var rows = LargeTable.Rows();
var held = GC.GetTotalMemory(forceFullCollection: true);
var clock = Stopwatch.GetTimestamp();
var table = LargeTable.Build(rows);
var elapsed = Stopwatch.GetElapsedTime(clock);
rows = null;
var after = GC.GetTotalMemory(forceFullCollection: true);
Console.WriteLine($"{LargeTable.Connectors} connectors and {LargeTable.Numbers} local numbers: built in {elapsed.TotalMilliseconds:0} ms, {(after - before) / 1048576.0:0.0} MiB in all, rows alone {(held - before) / 1048576.0:0.0} MiB");
GC.KeepAlive(table);
