using Microsoft.Extensions.Logging;
using Sluice.Cli.Output;

namespace Sluice.Cli.Serving;

/// <summary>What the server has to complain about, a line each.</summary>
internal sealed class WarningLines(TextWriter error) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Warning and not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
            return;
        string cause = exception is null ? "" : $" {exception.GetType().Name}: {exception.Message}";
        lock (error)
            error.WriteLine(OneLine.Of($"sluice: {formatter(state, exception)}{cause}"));
    }

    public void Dispose()
    {
    }
}
