using CryptoFlow.Configuration;
using CryptoFlow.Storage;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine.Backups;

/// <summary>Shared code of the commands that work on files and start no actors.</summary>
internal static class FileCommand
{
    /// <summary>The database of the configuration.</summary>
    /// <exception cref="OptionsValidationException">A value is wrong.</exception>
    public static StorageSettings SettingsOf(string[] args)
    {
        var options = LocalSystem.ValidatedOptions(args);
        return StorageSettings.From(options.Database, options.CollectionPlan().Intervals);
    }

    /// <summary>
    /// Runs blocking work that SIGTERM and SIGINT cancel, so that the work can delete its temporary file. These commands have no host that handles the signals.
    /// </summary>
    public static async Task<T> CancelledBySignalsAsync<T>(Func<CancellationToken, T> work, CancellationToken cancellation)
    {
        using var stop = new StopSignals(cancellation);
        return await Task.Factory.StartNew(() => work(stop.Token), stop.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }
}
