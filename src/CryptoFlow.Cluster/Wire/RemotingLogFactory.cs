using System.Collections.Concurrent;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Wire;

/// <summary>
/// Passes the log of Akka to the log of the program, with a limit for the lines about messages that Akka.Remote could not write or read. Akka.Remote logs each of these
/// messages with a stack trace, so a node of another release could fill the disk. <see cref="WireCounters"/> counts every message and names its reason.
/// </summary>
/// <remarks>Safe for concurrent use. A filter of Akka (<c>LogFilterBuilder</c>) has no effect on the logger of Akka.Hosting, therefore the limit is here.</remarks>
internal sealed class RemotingLogFactory(ILoggerFactory inner, TimeProvider time) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => new LimitedLogger(inner.CreateLogger(categoryName), time);

    public void AddProvider(ILoggerProvider provider) => inner.AddProvider(provider);

    /// <summary>The loggers of the program belong to the host.</summary>
    public void Dispose()
    {
    }

    private sealed class LimitedLogger(ILogger inner, TimeProvider time) : ILogger
    {
        /// <summary>What all of these lines have in common: the message is lost, and the association stays.</summary>
        private const string Mark = "(association remains live)";

        private const string Template = "{OriginalFormat}";

        private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

        /// <summary>By the template of the line, of which Akka.Remote has four.</summary>
        private readonly ConcurrentDictionary<string, RepeatedWarning> _limits = new(StringComparer.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (FindTemplate(state) is { } template && template.Contains(Mark, StringComparison.Ordinal) && !MayLog(template))
                return;
            inner.Log(logLevel, eventId, state, exception, formatter);
        }

        private bool MayLog(string template)
        {
            var limit = _limits.GetOrAdd(template, static (_, clock) => new RepeatedWarning(clock, Period), time);
            bool may;
            long leftOut;
            lock (limit)
                may = limit.ShouldLog(out leftOut);
            if (leftOut > 0)
                inner.RemotingLinesLeftOut(leftOut);
            return may;
        }

        private static string? FindTemplate<TState>(TState state) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? values.FirstOrDefault(v => v.Key == Template).Value as string
            : null;
    }
}
