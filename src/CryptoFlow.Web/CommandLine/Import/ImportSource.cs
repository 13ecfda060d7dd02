using CryptoFlow.Errors;
using CryptoFlow.Import;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>The opened source of an import.</summary>
internal sealed class ImportSource : IAsyncDisposable
{
    private readonly CsvSource? _csv;
    private readonly IReplacedFile? _file;

    private ImportSource(CsvSource? csv, IReplacedFile? file, IImportSource rows) => (_csv, _file, Rows) = (csv, file, rows);

    public IImportSource Rows { get; }

    /// <param name="order">The options of the import.</param>
    /// <param name="environment">The environment of the command.</param>
    /// <param name="database">The options of the database that the command writes, which cannot be its source.</param>
    /// <param name="cancellation">Ends the wait for standard input.</param>
    /// <exception cref="UserError">The source is not there, or cannot be imported.</exception>
    /// <exception cref="FileRefusedException">The database is not one of the replaced system, or cannot be read.</exception>
    public static async Task<ImportSource> OpenAsync(ImportOrder order, CommandEnvironment environment, DatabaseOptions database, CancellationToken cancellation)
    {
        var now = environment.Time.GetUtcNow().ToUnixTimeMilliseconds();
        if (order.Series is { } series)
        {
            var csv = await ImportFile.OpenAsync(order.File, environment, cancellation);
            return new ImportSource(csv, null, new CsvRows(csv, series, now));
        }

        if (Directory.Exists(order.File))
            throw new UserError($"{order.File} is a directory; --db names one file.");
        if (!string.IsNullOrWhiteSpace(database.Path) && RealPath.Of(order.File) == RealPath.Of(database.Path))
            throw UserError.WrongUse($"--db is '{order.File}', the database to import into; --db names the file of the replaced system, and --database another one to import into.");
        var file = DatabaseFile.OpenReplaced(order.File, TimeSpan.FromMilliseconds(database.BusyTimeoutMs));
        try
        {
            foreach (var table in file.OtherTables)
                await environment.Error.WriteLineAsync($"{order.File}: the table {table} is left out, because no candles of this length can be stored.");
            return new ImportSource(null, file, new ReplacedRows(file, order.Exchange, now));
        }
        catch (StoreException unreadable) when (unreadable is not FileRefusedException)
        {
            file.Dispose();
            throw new UserError(DatabaseFile.ExplainReplaced(order.File, unreadable));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_csv is not null)
            await _csv.DisposeAsync();
        _file?.Dispose();
    }
}
