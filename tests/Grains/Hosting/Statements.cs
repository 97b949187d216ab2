using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace SystemConnector.Grains.Tests.Hosting;

/// <summary>Hears what a node says to its database.</summary>
internal sealed class Statements : ILoggerProvider, ILogger
{
    public ConcurrentQueue<string> All { get; } = [];

    /// <summary>Listens to a node that is being built, which otherwise keeps its statements to itself.</summary>
    public void Hear(IHostApplicationBuilder builder) =>
        builder.Logging.AddProvider(this).AddFilter<Statements>("Microsoft.EntityFrameworkCore.Database.Command", LogLevel.Information);

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (state is not IEnumerable<KeyValuePair<string, object?>> values) return;
        foreach (var (name, value) in values)
            if (name == "commandText" && value is string text)
                All.Enqueue(text);
    }

    public void Dispose()
    {
    }
}
