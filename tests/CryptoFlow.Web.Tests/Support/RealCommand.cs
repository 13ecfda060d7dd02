using CryptoFlow.Web.CommandLine;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Runs a command in this process on a real file, with the real actors.</summary>
internal static class RealCommand
{
    /// <returns>The exit code, and the lines on standard output and on standard error.</returns>
    public static Task<(int Code, string Out, string Error)> RunAsync(params string[] args) => RunAsync(TimeProvider.System, args);

    /// <param name="time">The command's clock.</param>
    /// <param name="args">The command and its options.</param>
    /// <inheritdoc cref="RunAsync(string[])"/>
    public static async Task<(int Code, string Out, string Error)> RunAsync(TimeProvider time, params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CryptoFlowCommands.RunAsync(args, CommandEnvironment.OfThisProcess() with
        {
            Out = output,
            Error = error,
            IsTerminal = false,
            Time = time,
            ServerPatience = CommandRun.PatienceBy(time),
        });
        return (code, output.ToString(), error.ToString());
    }
}
