namespace CryptoFlow.Web.CommandLine;

/// <summary>
/// How a command ends. Its work gives the exit code, or throws. An interruption (Ctrl-C, SIGTERM) and everything that the user can fix become sentences on standard
/// error and an exit code; any other exception is a defect, and keeps its stack trace.
/// </summary>
internal static class CommandRunner
{
    /// <param name="environment">Its standard error gets the sentences.</param>
    /// <param name="work">Checks what is left to check, does what the command is for, and reports it.</param>
    /// <param name="interrupted">The sentence after an interruption.</param>
    /// <param name="remains">A sentence, to be read after a failure or an interruption, about what was done by then and stays done; null for none.</param>
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

    /// <summary>Says what went wrong.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> FailAsync(this CommandEnvironment environment, UserFailure failure, string? remains = null)
    {
        foreach (var sentence in failure.Sentences)
            await environment.Error.WriteLineAsync(sentence);
        if (remains is not null)
            await environment.Error.WriteLineAsync(remains);
        return failure.ExitCode;
    }

    /// <summary>Chooses who does the work: the server that has the configured file, or this process where no server has it. There is never a second writer.</summary>
    /// <param name="environment">What the command has found.</param>
    /// <param name="args">The configuration of the command.</param>
    /// <param name="collects">Whether this process may ask exchanges.</param>
    /// <param name="atServer">The work through a server.</param>
    /// <param name="here">The work in this process.</param>
    /// <param name="cancellation">Ends the search for a server.</param>
    /// <exception cref="UserError">A server has the file and does not answer.</exception>
    public static async Task<TTarget> ChooseTargetAsync<TTarget>(
        this CommandEnvironment environment, string[] args, bool collects, Func<ServerConnection, TTarget> atServer, Func<LocalSystem, TTarget> here, CancellationToken cancellation)
    {
        var builder = LocalSystem.Configure(args);
        return await ServerConnection.FindAsync(LocalSystem.OptionsOf(builder), environment.Time, cancellation) is { } server
            ? atServer(server)
            : here(new LocalSystem(builder, environment, collects));
    }

    /// <summary>Chooses how a command reports: one JSON object where that is asked for, else bars on a terminal and lines elsewhere.</summary>
    public static TReport ChooseReport<TReport>(
        this CommandEnvironment environment, bool json, Func<TextWriter, TReport> asJson, Func<TextWriter, TReport> onTerminal, Func<TextWriter, TReport> asLines) =>
        (json, environment.IsTerminal) switch
        {
            (true, _) => asJson(environment.Out),
            (_, true) => onTerminal(environment.Out),
            _ => asLines(environment.Out),
        };
}
