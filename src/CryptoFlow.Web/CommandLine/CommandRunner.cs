using CryptoFlow.Errors;

namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// Runs a command and decides how it ends. The work returns the exit code or throws. An interruption (Ctrl-C, SIGTERM) and every failure that
/// the user can fix become sentences on standard error and an exit code. Any other exception is a defect and keeps its stack trace.
/// </summary>
internal static class CommandRunner
{
    /// <param name="environment">The environment; errors go to its standard error.</param>
    /// <param name="work">The work of the command, remaining checks and report included.</param>
    /// <param name="interrupted">The message after an interruption.</param>
    /// <param name="remains">Makes a sentence about finished work that stays, shown after a failure or an interruption; null for none.</param>
    public static async Task<int> RunAsync(this CommandEnvironment environment, Func<Task<int>> work, string interrupted, Func<string?>? remains = null)
    {
        try
        {
            return await work();
        }
        catch (OperationCanceledException)
        {
            return await environment.FailAsync(new UserFailure(ExitCodes.Failure, [interrupted]), remains?.Invoke());
        }
        catch (Exception failure) when (UserErrors.Explain(failure) is { } explained)
        {
            return await environment.FailAsync(explained, remains?.Invoke());
        }
    }

    /// <summary>Prints what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FailAsync(this CommandEnvironment environment, UserFailure failure, string? remains = null)
    {
        foreach (var sentence in failure.Sentences)
            await environment.Error.WriteLineAsync(sentence);
        if (remains is not null)
            await environment.Error.WriteLineAsync(remains);
        return failure.ExitCode;
    }

    /// <summary>Lets the server that has the configured file open do the work, or this process when there is no such server. There is never a second writer.</summary>
    /// <param name="environment">The environment of the command.</param>
    /// <param name="args">The configuration of the command.</param>
    /// <param name="exchanges">The requests that this process may send to exchanges.</param>
    /// <param name="atServer">The work when a server does it.</param>
    /// <param name="here">The work when this process does it.</param>
    /// <param name="cancellation">Cancels the search for a server.</param>
    /// <exception cref="UserError">A server has the file open and does not answer.</exception>
    public static async Task<TTarget> ChooseTargetAsync<TTarget>(
        this CommandEnvironment environment,
        string[] args,
        ExchangeRequests exchanges,
        Func<ServerConnection, TTarget> atServer,
        Func<LocalSystem, TTarget> here,
        CancellationToken cancellation)
    {
        var builder = LocalSystem.Configure(args);
        return await ServerConnection.FindAsync(LocalSystem.OptionsOf(builder), environment, cancellation) is { } server
            ? atServer(server)
            : here(new LocalSystem(builder, environment, exchanges));
    }

    /// <summary>Chooses the report: one JSON object with <c>--json</c>, else progress bars on a terminal and lines elsewhere.</summary>
    public static TReport ChooseReport<TReport>(
        this CommandEnvironment environment, bool json, Func<TextWriter, TReport> asJson, Func<TextWriter, TReport> onTerminal, Func<TextWriter, TReport> asLines) =>
        (json, environment.IsTerminal) switch
        {
            (true, _) => asJson(environment.Out),
            (_, true) => onTerminal(environment.Out),
            _ => asLines(environment.Out),
        };
}
