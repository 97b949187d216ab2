using Microsoft.AspNetCore.Components;
using SystemConnector.WebConsole.Layout;

namespace SystemConnector.WebConsole.GraphQL;

/// <summary>
/// A page, or a part of one, that asks the node anew when something happens or time goes by. What it began ends with it, also when it
/// is left before its first answer came.
/// </summary>
public abstract class LiveComponent : ComponentBase, IAsyncDisposable
{
    private readonly Dictionary<Operation, Question> _latest = [];
    private readonly List<IAsyncDisposable> _kept = [];
    private bool _isLeft;

    [Inject]
    protected GraphQLClient Client { get; set; } = null!;

    [Inject]
    protected TimeProvider Time { get; set; } = null!;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isLeft = true;
        GC.SuppressFinalize(this);
        foreach (var kept in _kept) await kept.DisposeAsync();
    }

    /// <summary>Loads whenever something of these kinds happens, and once when the node begins to tell of it, so that nothing is missed.</summary>
    /// <param name="load">Asks for what is shown.</param>
    /// <param name="topics">The kinds: members of EventTopic.</param>
    protected void Watch(Func<Task> load, params string[] topics) => Keep(Live.Watch(Client, Time, () => Show(load), topics));

    /// <summary>Loads again and again, for what no event tells.</summary>
    /// <param name="period">How often; the first time is one period from now.</param>
    /// <param name="load">Asks for what is shown.</param>
    protected void Repeat(TimeSpan period, Func<Task> load) => Keep(Every.Period(period, Time, () => Show(load)));

    /// <summary>Disposes of it with the component.</summary>
    protected void Keep(IAsyncDisposable begun)
    {
        if (_isLeft) _ = begun.DisposeAsync().AsTask();
        else _kept.Add(begun);
    }

    /// <summary>
    /// Runs an operation whose answer is shown. Answers may overtake each other: null for one that came after its successor, or to what
    /// is not asked any more.
    /// </summary>
    /// <param name="operation">The operation.</param>
    /// <param name="variables">Its variables, an object with a property for each.</param>
    protected async Task<Answer<TData>?> Latest<TData>(Operation<TData> operation, object? variables = null) where TData : class
    {
        var asked = _latest.GetValueOrDefault(operation);
        var turn = asked.Turn + 1;
        _latest[operation] = asked with { Turn = turn, Variables = variables };
        var answer = await Client.Run(operation, variables);
        var latest = _latest[operation];
        if (latest.Answered > turn || !Equals(latest.Variables, variables)) return null;
        _latest[operation] = latest with { Answered = turn };
        return answer;
    }

    /// <summary>Loads on the component's own thread of work, and shows what came.</summary>
    protected Task Show(Func<Task> load) => InvokeAsync(async () =>
    {
        await load();
        StateHasChanged();
    });

    private readonly record struct Question(int Turn, object? Variables, int Answered);
}
