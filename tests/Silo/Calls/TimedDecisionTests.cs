using Microsoft.Extensions.DependencyInjection;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Contracts.Migrations;
using SystemConnector.Contracts.Ranges;
using SystemConnector.Contracts.Sites;

namespace SystemConnector.Silo.Tests.Calls;

/// <summary>A real call goes where the decisions send it at its time, without anybody who tells the node that the time has come.</summary>
public sealed class TimedDecisionTests : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("system-connector-");
    private readonly Clock _clock = new();
    private readonly RunningNode _node;
    private readonly Sides _sides;

    public TimedDecisionTests()
    {
        _node = new RunningNode(_directory.FullName, services => services.AddSingleton<TimeProvider>(_clock), SiteId.New());
        _sides = new Sides(_node);
    }

    public async ValueTask InitializeAsync() => await _node.InitializeAsync();

    public async ValueTask DisposeAsync()
    {
        _sides.Dispose();
        await _node.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Call_follows_a_decision_that_begins_and_ends_by_itself()
    {
        var grains = _node.Services.GetRequiredService<IGrainFactory>();
        var local = _sides.Peer();
        await grains.GetGrain<ISiteGrain>(_node.Site.Value).PutNumbers([new LocalNumberSpec("210", LocalNumberKind.Extension, "Rani Oliver", Target: $"sip:210@{local.Local}")]);
        var caller = await _sides.FarAsync("30", static spec => spec with { AllowTransit = true });
        var far = _sides.Peer();
        var connector = await _node.ConnectAsync(far.Local, new ConnectorSpec("Far", ConnectionType.Ip, far.Local.ToString(), [new ExtensionRangeSpec("210", "219")]));
        var kit = grains.GetGrain<IMigrationsGrain>(_node.Site.Value);
        var now = _clock.GetUtcNow();
        var plan = await kit.Create(MigrationId.New(), new MigrationSpec("Far", connector, [new MigrationEntry(Precedence.Remote, ["210"])], From: now.AddHours(1), Until: now.AddHours(2)));
        Assert.Empty(plan.Faults);
        Assert.Empty((await kit.Apply(plan.Value!.Id, new MigrationApplication())).Faults);

        await Reaches(caller, local);
        _clock.Move(TimeSpan.FromMinutes(61));
        await Reaches(caller, far);
        _clock.Move(TimeSpan.FromMinutes(60));
        await Reaches(caller, local);
        Assert.False(far.TryReceive("INVITE "));
    }

    private async Task Reaches(RawPeer caller, RawPeer callee)
    {
        await RawDialog.Caller(caller, "<sip:300@far>", $"sip:210@{_node.Udp}").SendAsync("INVITE");
        await callee.RespondAsync(await callee.ReceiveAsync("INVITE "), "486 Busy Here", "b");
        await caller.ReceiveAsync("SIP/2.0 486");
    }

    /// <summary>A clock that is set forward; timers run as ever, or nothing would move.</summary>
    private sealed class Clock : TimeProvider
    {
        private long _ahead;

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddTicks(Volatile.Read(ref _ahead));

        public void Move(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);
    }
}
