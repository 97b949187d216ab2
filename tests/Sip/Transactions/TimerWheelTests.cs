using SystemConnector.Sip.Transactions;

namespace SystemConnector.Sip.Tests.Transactions;

public sealed class TimerWheelTests
{
    private readonly TimerWheel _wheel = new(static exception => Assert.Fail(exception.ToString()));
    private readonly List<string> _called = [];

    [Fact]
    public void Entry_that_an_earlier_callback_of_its_slot_cancelled_is_not_called()
    {
        var second = new Entry(_called, "second");
        var first = new Entry(_called, "first") { Callback = () => _wheel.Cancel(second) };
        _wheel.Set(first, 100);
        _wheel.Set(second, 100);
        _wheel.Advance(100);
        Assert.Equal(["first"], _called);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Entry_that_an_earlier_callback_of_its_slot_set_anew_is_called_at_its_new_time_and_the_others_now()
    {
        var second = new Entry(_called, "second");
        var first = new Entry(_called, "first") { Callback = () => _wheel.Set(second, 300) };
        _wheel.Set(first, 100);
        _wheel.Set(second, 100);
        _wheel.Set(new Entry(_called, "third"), 100);
        // What waits in the slot that the second moves to must not be called in its stead.
        _wheel.Set(new Entry(_called, "later"), 300);
        _wheel.Advance(100);
        Assert.Equal(["first", "third"], _called);
        _wheel.Advance(300);
        Assert.Equal(["first", "third", "later", "second"], _called);
        Assert.Equal(0, _wheel.Count);
    }

    [Fact]
    public void Entry_that_sets_itself_anew_is_called_again()
    {
        var entry = new Entry(_called, "again");
        entry.Callback = () => { if (_called.Count < 3) _wheel.Set(entry, 100); };
        _wheel.Set(entry, 100);
        for (var now = 100; now <= 300; now += TimerWheel.Resolution) _wheel.Advance(now);
        Assert.Equal(["again", "again", "again"], _called);
    }

    private sealed class Entry(List<string> called, string name) : TimedEntry
    {
        public Action? Callback { get; set; }

        internal override void OnDue(long now)
        {
            called.Add(name);
            Callback?.Invoke();
        }
    }
}
