using System.Diagnostics;
using GraphQL;
using GraphQL.Execution;
using Microsoft.Extensions.Logging;
using SystemConnector.Contracts;

namespace SystemConnector.Api.Transport;

/// <summary>Turns an exception into an error that tells a caller what to do and nothing of our insides.</summary>
internal sealed partial class UnhandledExceptions(ILogger<UnhandledExceptions> log)
{
    public const string InternalCode = "INTERNAL";
    public const string StorageUnavailableCode = "STORAGE_UNAVAILABLE";

    /// <summary>Puts our own error in the place of the exception.</summary>
    public Task Handle(UnhandledExceptionContext context)
    {
        context.Exception = ErrorFor(context.OriginalException);
        return Task.CompletedTask;
    }

    /// <summary>The error that a caller sees for an exception; logs what is behind it under the same trace id.</summary>
    public ExecutionError ErrorFor(Exception exception)
    {
        if (IsStorageUnavailable(exception))
        {
            LogStorage(log, exception);
            return new ExecutionError("The database does not answer. Calls go on; try again later.") { Code = StorageUnavailableCode };
        }
        var trace = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        LogInternal(log, trace, exception);
        return new ExecutionError($"Something went wrong inside. The log has it under trace {trace}.")
        {
            Code = InternalCode,
            Extensions = new Dictionary<string, object?> { ["traceId"] = trace },
        };
    }

    // From a grain on another node the exception arrives as one that only knows the name of its type.
    private static bool IsStorageUnavailable(Exception exception) => exception is StorageUnavailableException
        || exception is Orleans.Serialization.UnavailableExceptionFallbackException { ExceptionType: { } type }
            && type.StartsWith(typeof(StorageUnavailableException).FullName!, StringComparison.Ordinal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A request found no database")]
    private static partial void LogStorage(ILogger log, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "A request failed, trace {Trace}")]
    private static partial void LogInternal(ILogger log, string trace, Exception exception);
}
