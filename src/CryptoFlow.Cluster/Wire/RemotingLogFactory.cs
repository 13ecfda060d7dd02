using System.Collections.Concurrent;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Wire;

/// <summary>
/// Passes the log of Akka to the log of the program, with a limit for the lines that Akka repeats for as long as something lasts, and that would fill the disk:
/// each message that it could not write or read, and each connection that failed, with a stack trace (<see cref="WireCounters"/> and <c>PeerCheck</c> name the reasons); each attempt to reach an
/// address that does not answer, for a dead seed node every 15 s; and each attempt of a shard region to find its coordinator, every second while no node has the role.
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
        /// <summary>What all lines about lost messages have in common: the message is lost, and the association stays.</summary>
        private const string Lost = "(association remains live)";

        private const string Template = "{OriginalFormat}";

        /// <summary>Each connection of a program that is no node of this cluster, such as a node with a wrong certificate that tries again and again.</summary>
        private const string Channel = "Error caught channel ";

        /// <summary>The first value of a template of Akka. In the lines about an association it is the address, in those of a shard region the name of the region.</summary>
        private const string Subject = "0";

        /// <summary>More addresses than a cluster has. From then on all further addresses share a limit.</summary>
        private const int MostLimits = 256;

        /// <summary>What Akka tries again until it succeeds. The third kind has no template: its text has both addresses, and the error.</summary>
        private static readonly string[] Retried =
        [
            "Association with remote system ",
            "Tried to associate with unreachable remote address ",
            "AssociationError [",
            "{0}: No coordinator found to register.",
            "{0}: Trying to register to coordinator at ",
            "{0}: Requested shard homes ",
            "{0}: ShardRegion is using ",
            "{0}: Buffer is full, ",
            "{0}: The ShardCoordinator was unable ",
            "The ShardCoordinator was unable ",
        ];

        private static readonly TimeSpan LostPeriod = TimeSpan.FromSeconds(30);
        private static readonly TimeSpan RetriedPeriod = TimeSpan.FromMinutes(10);

        /// <summary>By the template of the line, of which Akka has few, and by the address or the region.</summary>
        private readonly ConcurrentDictionary<string, RepeatedWarning> _limits = new(StringComparer.Ordinal);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (Limit(state) is var (key, period) && !MayLog(key, period))
                return;
            inner.Log(logLevel, eventId, state, exception, formatter);
        }

        /// <summary>The key and the period of the limit of a line. Null if the line has no limit.</summary>
        private (string Key, TimeSpan Period)? Limit<TState>(TState state)
        {
            if (Find(state, Template) is not string template)
                return null;
            if (template.Contains(Lost, StringComparison.Ordinal) || template.StartsWith(Channel, StringComparison.Ordinal))
                return (template, LostPeriod);
            if (Array.Find(Retried, start => template.StartsWith(start, StringComparison.Ordinal)) is not { } kind)
                return null;
            var key = $"{template} {Find(state, Subject)}";
            return (_limits.Count < MostLimits || _limits.ContainsKey(key) ? key : kind, RetriedPeriod);
        }

        private bool MayLog(string key, TimeSpan period)
        {
            var limit = _limits.GetOrAdd(key, static (_, limit) => new RepeatedWarning(limit.time, limit.period), (time, period));
            bool may;
            long leftOut;
            lock (limit)
                may = limit.ShouldLog(out leftOut);
            if (leftOut > 0)
                inner.RemotingLinesLeftOut(leftOut);
            return may;
        }

        private static object? Find<TState>(TState state, string key) => state is IEnumerable<KeyValuePair<string, object?>> values
            ? values.FirstOrDefault(v => v.Key == key).Value
            : null;
    }
}
