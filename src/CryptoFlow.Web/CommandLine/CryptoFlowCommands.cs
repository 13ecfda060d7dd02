using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using CryptoFlow.Storage;
using CryptoFlow.Web.CommandLine.Backfill;
using CryptoFlow.Web.CommandLine.Backtest;
using CryptoFlow.Web.CommandLine.Backups;
using CryptoFlow.Web.CommandLine.Export;
using CryptoFlow.Web.CommandLine.Import;
using CryptoFlow.Web.CommandLine.Operations;
using CryptoFlow.Web.CommandLine.Retention;
using CryptoFlow.Web.CommandLine.Series;
using CryptoFlow.Web.CommandLine.Verify;
using CryptoFlow.Web.Demo;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The commands and their exit codes (0 success, 1 failure, 2 wrong use).</summary>
internal static partial class CryptoFlowCommands
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandEnvironment environment, CancellationToken cancellation = default)
    {
        var (configuration, rest, error) = ConfigurationArguments.Split(args);
        if (error is not null)
            return await WrongUseAsync(environment, [error]);

        var parsed = Describe(environment, configuration).Parse(rest, new ParserConfiguration { ResponseFileTokenReplacer = null });

        // With --help, required options may be absent.
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
            return await WrongUseAsync(environment, parsed.Errors.Select(e => ExpectedType().Replace(e.Message, "")));

        // The host handles SIGTERM and SIGINT. The parser's own handling would exit with 143 before the host has stopped.
        var invocation = new InvocationConfiguration
        {
            Output = environment.Out,
            Error = environment.Error,
            ProcessTerminationTimeout = null,
        };
        return await parsed.InvokeAsync(invocation, cancellation);
    }

    private static RootCommand Describe(CommandEnvironment environment, IReadOnlyList<string> configuration)
    {
        var database = new Option<string>("--database")
        {
            Description = "The SQLite file (CryptoFlow:Database:Path). Default data/cryptoflow.db.",
            HelpName = "PATH",
            Recursive = true,
        };
        var urls = new Option<string>("--urls")
        {
            Description = "Where to listen, separated by ';'. Default http://localhost:3000.",
            HelpName = "URLS",
        };
        CommandOptions.RefuseEmpty(urls, "an address is such as http://localhost:3000.");
        CommandOptions.RefuseEmpty(database, $"it names the SQLite file, such as {new DatabaseOptions().Path}.");
        var demo = new Option<bool>("--demo")
        {
            Description = $"Serve against the built-in exchange simulator, into {DemoConfiguration.DatabasePath} unless a file is given.",
        };
        var demoSpeed = CommandOptions.Number(
            "--demo-speed", "Speed of the demo's market, 1 to 300 times real time. Only with --demo.", "TIMES", 1, 300, DemoConfiguration.DefaultSpeed);
        var root = new RootCommand(
            "CryptoFlow collects futures candles of Binance, Bybit and Bitget into one SQLite file and serves them.\n"
            + "Without a command it serves. Any configuration key can be given as --CryptoFlow:Section:Key=VALUE.")
        {
            database,
            urls,
            demo,
            demoSpeed,
            BackfillCommand.Describe(environment, configuration, database),
            SeriesCommand.Describe(environment, configuration, database),
            ImportCommand.Describe(environment, configuration, database),
            ExportCommand.Describe(environment, configuration, database),
            BacktestCommand.Describe(environment, configuration, database),
            BackupCommand.Describe(environment, configuration, database),
            RestoreCommand.Describe(environment, configuration, database),
            VerifyCommand.Describe(environment, configuration, database),
            RetentionCommand.Describe(environment, configuration, database),
            OperationsCommand.Describe(environment, configuration, database),
        };
        foreach (var command in root.Subcommands)
            command.Validators.Add(result => RefuseServeOptions(result, urls, demo, demoSpeed));
        root.Validators.Add(result =>
        {
            if (result.GetResult(demoSpeed) is { Implicit: false } && result.GetResult(demo) is not { Implicit: false })
                result.AddError("--demo-speed needs --demo: without --demo the real exchanges are collected, in real time.");
        });
        root.SetAction((parsed, cancellation) => new ServeCommand(environment).RunAsync(
            new ServeSettings(configuration, parsed.GetValue(database), parsed.GetValue(urls), parsed.GetValue(demo), parsed.GetValue(demoSpeed)),
            cancellation));
        HelpWithExamples.AddTo(root);
        return root;
    }

    /// <summary>Refuses the server's options with another command. The parser would accept them before the command's name, and they would have no effect.</summary>
    private static void RefuseServeOptions(CommandResult result, params Option[] serveOnly)
    {
        foreach (var option in serveOnly.Where(o => result.GetResult(o) is { Implicit: false }))
            result.AddError($"{option.Name} is for serving; '{result.Command.Name}' does not take it.");
    }

    private static async Task<int> WrongUseAsync(CommandEnvironment environment, IEnumerable<string> sentences)
    {
        foreach (var sentence in sentences)
            await environment.Error.WriteLineAsync(sentence);
        await environment.Error.WriteLineAsync("--help lists the commands and options.");
        return ExitCodes.WrongUse;
    }

    /// <summary>Removes the name of the .NET type with which the parser ends its error about a value that it cannot read.</summary>
    [GeneratedRegex(" as expected type '[^']*'")]
    private static partial Regex ExpectedType();
}
