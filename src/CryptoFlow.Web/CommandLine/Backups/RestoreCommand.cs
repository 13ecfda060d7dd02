using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.CommandLine.Backups;

/// <summary><c>restore</c>: checks a backup and puts it in the place of a database that no server has open. The replaced database is kept.</summary>
internal sealed class RestoreCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var from = new Option<string>("--from") { Description = "The backup.", HelpName = "FILE", Required = true };
        CommandOptions.RefuseEmpty(from, "it names the backup to restore.");
        var dryRun = new Option<bool>("--dry-run") { Description = "Only check the backup, and whether it could be restored." };
        var unproved = new Option<bool>("--unproved") { Description = "Accept a file without a manifest, such as one that sqlite3's VACUUM INTO has made: then only its soundness can be checked." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object." };
        var command = new Command(
            "restore",
            "Puts a backup in the place of the database. Stop the server first. The backup is checked against its manifest before anything is changed,\n"
            + "the replaced database is moved aside with its -wal and -shm, and the restored candles are counted and hashed after opening.")
        {
            from, dryRun, unproved, json,
        };
        command.SetAction((parsed, cancellation) => new RestoreCommand(environment).RunAsync(
            CommandOptions.Arguments(configuration, parsed.GetValue(database)),
            new RestoreOrder(parsed.GetValue(from)!, parsed.GetValue(dryRun), parsed.GetValue(unproved)),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private Task<int> RunAsync(string[] args, RestoreOrder order, bool json, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var settings = FileCommand.SettingsOf(args);
            var outcome = await FileCommand.CancelledBySignalsAsync(stop => DatabaseFile.Restore(settings, order, environment.Time, stop), cancellation);
            await environment.Out.WriteLineAsync(json ? JsonSerializer.Serialize(RestoreAnswer.Of(outcome), CommandJson.Default.RestoreAnswer) : Sentence(outcome));
            return ExitCodes.Success;
        },
        interrupted: "Interrupted; nothing was restored.");

    private static string Sentence(RestoreOutcome outcome)
    {
        var contents = string.Create(CultureInfo.InvariantCulture, $"{outcome.Contents.Candles:N0} candles of {outcome.Contents.Series.Length} series");
        return (outcome.Restored, outcome.KeptAs) switch
        {
            (false, _) => $"{outcome.Backup} is sound: {contents}. Without --dry-run it takes the place of {outcome.Database}.",
            (true, null) => $"{outcome.Database} is restored: {contents}.",
            (true, var kept) => $"{outcome.Database} is restored: {contents}. The replaced database is {kept}.",
        };
    }
}
