using System.Text;
using SystemConnector.Contracts.Calls;
using SystemConnector.Contracts.Routing;

namespace SystemConnector.Grains.Tests.Calls;

public sealed class CallCauseTextTests
{
    public static TheoryData<CallCause> Causes => [.. Enum.GetValues<CallCause>()];

    [Theory]
    [MemberData(nameof(Causes))]
    public void Every_cause_has_a_sentence_advice_and_a_status(CallCause cause)
    {
        foreach (var subject in new[] { default, new CauseSubject("B", "150", 486, "Busy Here", "And more.") })
        {
            var sentence = CallCauseText.Sentence(cause, subject);
            Assert.True(char.IsUpper(sentence[0]) || sentence[0] is '"' or >= '0' and <= '9', sentence);
            Assert.EndsWith(".", sentence);
        }
        Assert.EndsWith("And more.", CallCauseText.Sentence(cause, new CauseSubject(Detail: "And more.")));
        Assert.EndsWith(".", CallCauseText.Advice(cause));
        Assert.InRange(CallCauseText.Status(cause), 400, 699);
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Reason_header_can_hold_the_text_between_quotation_marks(CallCause cause)
    {
        var text = Encoding.UTF8.GetString(CallCauseText.Reason(cause));
        Assert.NotEmpty(text);
        Assert.DoesNotContain(text, static c => c is < ' ' or > '~' or '"' or '\\');
    }

    [Theory]
    [MemberData(nameof(Causes))]
    public void Who_is_to_try_again_is_told_when(CallCause cause) =>
        Assert.Equal(CallCauseText.RetryAfter(cause) > 0, CallCauseText.Status(cause) == 503 && cause is not (CallCause.FarSideRefused or CallCause.FarSideRefusedCredentials));

    [Fact]
    public void Every_outcome_that_sends_a_call_nowhere_has_a_cause()
    {
        var none = Enum.GetValues<RouteOutcome>().Where(static outcome => CallCauseText.Of(outcome) is null);
        // The last two are told of explanations only: no call was routed.
        Assert.Equal([RouteOutcome.Local, RouteOutcome.Remote, RouteOutcome.DraftRefused, RouteOutcome.CallerUnknown], none);
    }

    [Fact]
    public void Far_side_is_quoted() =>
        Assert.Equal("The far side of connector \"B\" answered 486 Busy Here.", CallCauseText.Sentence(CallCause.FarSideRefused, new CauseSubject("B", "150", 486, "Busy Here")));
}
