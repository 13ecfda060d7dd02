using Spectre.Console;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The terminal on which a command draws progress bars. The caller has checked that it is a terminal.</summary>
internal static class TerminalConsole
{
    public static IAnsiConsole Of(TextWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(output),
    });
}
