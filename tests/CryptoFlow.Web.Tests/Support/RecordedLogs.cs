using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Keeps all log lines, so that a test can check that nothing was logged.</summary>
internal sealed class RecordedLogs : ILoggerProvider
{
    private readonly ConcurrentQueue<(LogLevel Level, int Event, string Line)> _lines = new();

    public IEnumerable<string> WarningsAndErrors => _lines.Where(l => l.Level >= LogLevel.Warning).Select(l => l.Line);

    /// <summary>The lines with this event id.</summary>
    public IEnumerable<string> Of(int eventId) => _lines.Where(l => l.Event == eventId).Select(l => l.Line);

    public ILogger CreateLogger(string categoryName) => new Recorder(categoryName, _lines);

    public void Dispose()
    {
    }

    private sealed class Recorder(string category, ConcurrentQueue<(LogLevel, int, string)> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Enqueue((logLevel, eventId.Id, $"{logLevel} {category}: {formatter(state, exception)} {exception}"));
    }
}
