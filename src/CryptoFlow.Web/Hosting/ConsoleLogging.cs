using Microsoft.Extensions.Logging.Console;

namespace CryptoFlow.Web.Hosting;

/// <summary>Console logging: one line per event, times in UTC. During the start only the command reports a failure, once, as a sentence.</summary>
internal static class ConsoleLogging
{
    private static readonly string[] StartReporters =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Akka.Hosting"];

    /// <param name="logging">The host's logging.</param>
    /// <param name="toStandardError">True to log to standard error, so that standard output holds only the command's output.</param>
    /// <param name="phase">Tells whether the start has ended.</param>
    public static void Apply(ILoggingBuilder logging, bool toStandardError, StartPhase phase)
    {
        logging.AddSimpleConsole(options =>
        {
            options.SingleLine = true;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-dd HH:mm:ss.fff'Z' ";
        });
        if (toStandardError)
            logging.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);

        // Host, Kestrel and Akka would each log the exception that ends the start, with its stack trace. The command reports the failure instead.
        foreach (var category in StartReporters)
            logging.AddFilter(category, level => level >= LogLevel.Warning && phase.IsOver);
    }
}

/// <summary>Whether the program is still starting.</summary>
internal sealed class StartPhase
{
    private volatile bool _isOver;

    public bool IsOver => _isOver;

    public void End() => _isOver = true;
}
