using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Backups;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.CommandLine.Backups;

/// <summary>
/// <c>backup</c>: makes a proved backup of the database, beside a server or without one, or checks a backup. Reads the database and starts no actors.
/// </summary>
internal sealed class BackupCommand(CommandEnvironment environment)
{
    /// <summary>Number of tries, if the copy is given up because the server writes too much.</summary>
    private const int Tries = 5;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var to = new Option<string>("--out") { Description = "The backup to make: a new file in an existing directory.", HelpName = "FILE" };
        var check = new Option<string>("--check") { Description = "Check this backup against its manifest instead of making one.", HelpName = "FILE" };
        CommandOptions.RefuseEmpty(to, "it names the file to make, such as candles-2026-01-31.db.");
        CommandOptions.RefuseEmpty(check, "it names the backup to check.");
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object." };
        var command = new Command(
            "backup",
            "Makes a backup of the database while a server uses it, and proves it: the copy is opened by itself, checked, and compared with the database,\n"
            + "month by month of each series. A manifest with all hashes is put beside it. 'restore' puts a backup back.")
        {
            to, check, json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(to) is { Implicit: false } == result.GetResult(check) is { Implicit: false })
                result.AddError("backup takes either --out FILE, to make a backup, or --check FILE, to check one.");
        });
        command.SetAction((parsed, cancellation) =>
        {
            var args = CommandOptions.Arguments(configuration, parsed.GetValue(database));
            var asJson = parsed.GetValue(json);
            return parsed.GetValue(to) is { } file
                ? new BackupCommand(environment).MakeAsync(args, file, asJson, cancellation)
                : new BackupCommand(environment).CheckAsync(parsed.GetValue(check)!, asJson, cancellation);
        });
        return command;
    }

    private Task<int> MakeAsync(string[] args, string file, bool json, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var settings = FileCommand.SettingsOf(args);
            var to = NewFile(file, settings.Path);
            var made = await FileCommand.CancelledBySignalsAsync(stop => Make(settings, to, stop), cancellation);
            await PrintAsync(json, BackupAnswer.Of(made), string.Create(
                CultureInfo.InvariantCulture,
                $"{made.Path}: {made.Manifest.Candles:N0} candles of {made.Manifest.Series.Length} series, {made.Manifest.Bytes / (1024 * 1024.0):0.0} MB, proved in {made.Time.TotalSeconds:0.0} s. {Compared(made.Manifest.Compared)}"));
            return ExitCodes.Success;
        },
        interrupted: "Interrupted; no backup was made.");

    private Task<int> CheckAsync(string file, bool json, CancellationToken cancellation) => environment.RunAsync(
        async () =>
        {
            var manifest = await FileCommand.CancelledBySignalsAsync(stop => DatabaseFile.CheckBackup(file, stop), cancellation);
            await PrintAsync(json, BackupAnswer.Of(RealPath.Of(file), manifest), string.Create(
                CultureInfo.InvariantCulture,
                $"{file} is the file that was made {UtcTime.Format(DateTimeOffset.FromUnixTimeMilliseconds(manifest.At))}: {manifest.Candles:N0} candles of {manifest.Series.Length} series."));
            return ExitCodes.Success;
        },
        interrupted: "Interrupted.");

    private ProvedBackup Make(StorageSettings settings, string to, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return DatabaseFile.Backup(settings, to, environment.Time, stop);
            }
            catch (BackupException postponed) when (postponed.Reason == BackupFailure.Postponed && attempt < Tries)
            {
                environment.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{postponed.Message} Next try in {Pause.TotalSeconds:0} s."));
                stop.WaitHandle.WaitOne(Pause);
                stop.ThrowIfCancellationRequested();
            }
        }
    }

    /// <exception cref="UserError">The file must not be made there.</exception>
    private static string NewFile(string named, string database)
    {
        var path = RealPath.Of(named);
        OutputPath.Refuse("--out", named, path, RealPath.Of(database));
        return File.Exists(path)
            ? throw UserError.WrongUse($"--out is '{named}', which exists; a backup overwrites nothing. Choose another name, or remove the file.")
            : path;
    }

    private static string Compared(BackupComparison compared) => compared.ChangedSince == 0
        ? $"All {compared.Equal:N0} months are equal to the database's."
        : $"{compared.Equal:N0} months are equal to the database's; {compared.ChangedSince:N0} got candles after the snapshot.";

    private Task PrintAsync(bool json, BackupAnswer answer, string sentence) =>
        environment.Out.WriteLineAsync(json ? JsonSerializer.Serialize(answer, CommandJson.Default.BackupAnswer) : sentence);
}
