using MudBlazor;
using SystemConnector.WebConsole.Doctor;
using SystemConnector.WebConsole.Layout;
using SystemConnector.WebConsole.Trunks;
using static SystemConnector.WebConsole.OtherEnd.OtherEndOperations;

namespace SystemConnector.WebConsole.OtherEnd;

/// <summary>How far a thing has come.</summary>
public enum Progress
{
    /// <summary>It was seen.</summary>
    Seen,

    /// <summary>It was not seen yet.</summary>
    Waiting,

    /// <summary>It was tried and is wrong.</summary>
    Wrong,

    /// <summary>It does not apply.</summary>
    NotNeeded,
}

/// <summary>A thing to be seen of the other end.</summary>
/// <param name="Title">What it is.</param>
/// <param name="Progress">How far it has come.</param>
/// <param name="Text">What was seen, or what to do.</param>
public sealed record ChecklistItem(string Title, Progress Progress, string Text)
{
    internal (string Text, string Icon, Color Color) Badge => Progress switch
    {
        Progress.Seen => ("Seen", Icons.Material.Filled.CheckCircle, Color.Success),
        Progress.Wrong => ("Wrong", Icons.Material.Filled.Error, Color.Error),
        Progress.NotNeeded => ("Not needed", Icons.Material.Filled.RemoveCircleOutline, Color.Default),
        _ => ("Waiting", Icons.Material.Filled.RadioButtonUnchecked, Color.Info),
    };
}

/// <summary>Ticks off what was seen of the other end. Pure.</summary>
internal static class Checklist
{
    private const string ByAddress = "GENERIC_IP_AUTH";

    /// <summary>Every thing, in the order in which one builds on the other.</summary>
    /// <param name="id">The connector's id.</param>
    /// <param name="seen">What was seen of it.</param>
    /// <param name="examination">The last examination; null when there was none.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<ChecklistItem> Of(string id, WithSigns seen, Examination? examination, TimeProvider time)
    {
        if (seen.Connector is not { } connector) return [];
        var calls = seen.CallRecords.Nodes;
        return
        [
            Register(connector, time),
            Options(connector, examination),
            Call("A call from there arrives", calls.FirstOrDefault(call => call.ConnectorInId == id), connector, $"Call one of our numbers from {connector.Name}, and answer.", time),
            Call("A call to there is answered", calls.FirstOrDefault(call => call.ConnectorOutId == id), connector, $"Call a number of {connector.Name} from here, or let the test number below be called.", time, examination),
            Audio(connector, calls, examination),
        ];
    }

    private static ChecklistItem Register(Signs connector, TimeProvider time)
    {
        const string Title = "Registration (REGISTER)";
        if (connector.ConnectionType == ByAddress) return new(Title, Progress.NotNeeded, "The two systems know each other by address: nobody registers.");
        if (connector.Register)
        {
            return connector.Trunk switch
            {
                { State: TrunkState.Registered, Since: var since } => new(Title, Progress.Seen, $"The other end accepted our registration {Ago.Text(since, time)} ago."),
                { State: TrunkState.Rejected, Cause: var cause } => new(Title, Progress.Wrong, cause ?? "The other end refuses our username or password."),
                { Cause: { } cause } => new(Title, Progress.Waiting, cause),
                _ => new(Title, Progress.Waiting, "We register there as soon as it lets us."),
            };
        }
        return connector switch
        {
            { FarEndRegistrations: [var latest, ..] } => new(Title, Progress.Seen, $"It is registered here as {latest.Contact}, for another {Ago.Left(latest.ExpiresAt, time)}."),
            { AuthenticationFailure: { } failure } => new(Title, Progress.Wrong, $"{failure.Text} ({failure.Source}, {Ago.Text(failure.Time, time)} ago)"),
            _ => new(Title, Progress.Waiting, $"Let the other end register here with the username {connector.Username}."),
        };
    }

    private static ChecklistItem Options(Signs connector, Examination? examination)
    {
        const string Title = "It answers (OPTIONS)";
        if (!connector.Enabled) return new(Title, Progress.Waiting, "The connector is disabled: enable it.");
        if (connector.Trunk is { Usable: false, Cause: { } cause } down) return new(Title, Standings.Of(down.State) == Standing.Down ? Progress.Wrong : Progress.Waiting, cause);
        return examination?.Checks.FirstOrDefault(static check => check.Outcome == CheckOutcome.Failed && check.Kind <= CheckKind.Options) is { } failed
            ? new(Title, Progress.Wrong, failed.Text)
            : examination?.Of(CheckKind.Options) is { Outcome: CheckOutcome.Passed } passed
            ? new(Title, Progress.Seen, passed.Text)
            : connector.Trunk is { State: TrunkState.Registered }
            ? new(Title, Progress.Seen, "It accepted our registration, so it is there.")
            : new(Title, Progress.Waiting, connector.Trunk is { Usable: true } ? "Nothing says that it does not. Check now to be sure." : "It is asked every few seconds.");
    }

    private static ChecklistItem Call(string title, Record? call, Signs connector, string wanted, TimeProvider time, Examination? examination = null) =>
        call is not null
            ? new(title, Progress.Seen, $"{Person(call.From)} called {call.Number}, and was answered{(call.AnsweredAt is { } answered ? $" {Ago.Text(answered, time)} ago" : "")}.")
            : examination?.Of(CheckKind.Invite) switch
            {
                { Outcome: CheckOutcome.Passed } passed => new(title, Progress.Seen, passed.Text),
                { Outcome: CheckOutcome.Failed } failed => new(title, Progress.Wrong, failed.Text),
                _ when connector.AuthenticationFailure is { } failure && examination is null && connector.ConnectionType != ByAddress => new(title, Progress.Waiting, $"{wanted} Its last request was not let in: {failure.Text}"),
                _ => new(title, Progress.Waiting, wanted),
            };

    private static ChecklistItem Audio(Signs connector, IReadOnlyList<Record> calls, Examination? examination)
    {
        const string Title = "Audio flows both ways (RTP)";
        if (examination?.Of(CheckKind.Media) is { Outcome: not CheckOutcome.Skipped } media)
            return new(Title, media.Outcome == CheckOutcome.Passed ? Progress.Seen : Progress.Wrong, media.Text);
        if (connector.RelayedCalls.Nodes is [var now, ..])
        {
            var flows = now.Media.FirstOrDefault(static m => m.Kind == "audio");
            return flows is { FromCaller.Packets: > 0, FromCalled.Packets: > 0 }
                ? new(Title, Progress.Seen, $"In a call that goes on: {flows.FromCaller.Packets} packets came from the caller, {flows.FromCalled.Packets} from who was called.")
                : new(Title, Progress.Waiting, now.Verdict);
        }
        return calls.FirstOrDefault(static call => call.Media is not null)?.Media switch
        {
            { PacketsFromCaller: > 0, PacketsFromCalled: > 0 } both => new(Title, Progress.Seen, $"In the last call {both.PacketsFromCaller} packets came from the caller, {both.PacketsFromCalled} from who was called."),
            { } one => new(Title, Progress.Wrong, $"In the last call nothing was heard from {(one.PacketsFromCaller == 0 ? one.PacketsFromCalled == 0 ? "either side" : "the caller" : "who was called")}: look for a firewall or NAT there."),
            _ when calls.Count > 0 => new(Title, Progress.Waiting, "The audio of the calls seen went directly between the two ends, not through this node: let a test number be called, or ask who spoke."),
            _ => new(Title, Progress.Waiting, "It is seen with the first call, or with a test number."),
        };
    }

    private static string Person(string user) => user.Length == 0 ? "Somebody" : user;
}
