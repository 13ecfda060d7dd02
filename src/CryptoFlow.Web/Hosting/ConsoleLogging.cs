using Microsoft.Extensions.Logging.Console;

namespace CryptoFlow.Web.Hosting;

/// <summary>One line per event, UTC. While the program starts, failures are told once, by the command, in a sentence.</summary>
internal static class ConsoleLogging
{
    private static readonly string[] StartReporters =
        ["Microsoft.Extensions.Hosting.Internal.Host", "Microsoft.AspNetCore.Server.Kestrel", "Akka.Hosting"];

    /// <param name="logging">The host's logging.</param>
    /// <param name="toStandardError">Keeps standard output free for what a command prints.</param>
    /// <param name="phase">Whether the start is over.</param>
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

        // Host, Kestrel and Akka each log the exception that ends the start, with its stack. The command reports it instead.
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
