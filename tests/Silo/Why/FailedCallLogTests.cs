using System.Text;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Connectors;
using SystemConnector.Silo.Edge;
using SystemConnector.Silo.Tests.Admission;
using SystemConnector.Silo.Why;
using SystemConnector.Sip.Messages;
using SystemConnector.Sip.Parsing;

namespace SystemConnector.Silo.Tests.Why;

public sealed class FailedCallLogTests
{
    [Fact]
    public void Failed_call_is_one_line_that_says_all()
    {
        var log = new Lines();
        var journal = new CallJournal(new ManualTime(), log, new NodeName("node-7"));
        var connector = Routes.Connector("B", TrunkLimits.Default);
        journal.Failed(new CallFailure(CallCause.FarSideRefused, SiteId.New(), connector, 486, Invite("call-1")));
        var (text, fields) = Assert.Single(log.All);
        Assert.DoesNotContain('\n', text);
        Assert.Equal(
            ["From=100", "To=150", "Connector=B", "CallId=call-1", "Node=node-7", "Status=486", "Cause=FarSideRefused"],
            fields.Where(static field => field.Key is not ("Text" or "{OriginalFormat}")).Select(static field => $"{field.Key}={field.Value}"));
    }

    [Fact]
    public void Flood_of_one_cause_is_a_few_lines()
    {
        var log = new Lines();
        var journal = new CallJournal(new ManualTime(), log);
        var (site, connector) = (SiteId.New(), Routes.Connector("B", TrunkLimits.Default));
        for (var i = 0; i < 1000; i++) journal.Failed(new CallFailure(CallCause.TooManyCalls, site, connector, 503, Invite("c")));
        Assert.Equal(CallJournal.PerSecond, log.All.Count);
    }

    private static SipMessage Invite(string callId)
    {
        var bytes = Encoding.UTF8.GetBytes(
            "INVITE sip:150@a.example SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1;branch=z9hG4bK1\nMax-Forwards: 70\nFrom: <sip:100@a.example>;tag=1\nTo: <sip:150@a.example>\n"
            .ReplaceLineEndings("\r\n") + $"Call-ID: {callId}\r\nCSeq: 1 INVITE\r\nContent-Length: 0\r\n\r\n");
        var message = new SipMessage();
        SipParser.Parse(message, bytes, 0, bytes.Length);
        return message;
    }

    private sealed class Lines : ILogger<CallJournal>
    {
        public List<(string Text, IReadOnlyList<KeyValuePair<string, object?>> Fields)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            All.Add((formatter(state, exception), (IReadOnlyList<KeyValuePair<string, object?>>)(object)state!));
    }
}
