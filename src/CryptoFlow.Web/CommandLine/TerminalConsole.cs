using Spectre.Console;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The terminal that a command draws its bars on; that it is one is known by now.</summary>
internal static class TerminalConsole
{
    public static IAnsiConsole Of(TextWriter output) => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.Yes,
        Interactive = InteractionSupport.Yes,
        Out = new AnsiConsoleOutput(output),
    });
}
