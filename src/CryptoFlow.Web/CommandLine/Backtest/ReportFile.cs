using CryptoFlow.Errors;
using CryptoFlow.Storage;
using CryptoFlow.Web.Backtests;

namespace CryptoFlow.Web.CommandLine.Backtest;

/// <summary>
/// The file of a report. It must be new, or a report of an earlier run: no other existing file is overwritten, least of all the database and its
/// files. The report is written to a temporary file and renamed, so that nobody sees a partial report.
/// </summary>
internal sealed class ReportFile
{
    private readonly string _named;
    private readonly string _path;
    private readonly string _database;

    private ReportFile(string named, string path, string database)
    {
        _named = named;
        _path = path;
        _database = database;
    }

    /// <param name="path">The path that the user gave. Symbolic links are followed.</param>
    /// <param name="databasePath">The path of the database, whose files are never overwritten.</param>
    /// <exception cref="UserError">The file must not be written.</exception>
    public static ReportFile At(string path, string databasePath)
    {
        var file = new ReportFile(path, RealPath.Of(path), RealPath.Of(databasePath));
        file.RefuseWhatIsNotAReport();
        return file;
    }

    /// <exception cref="UserError">Another file has appeared there meanwhile.</exception>
    public async Task WriteAsync(string html, CancellationToken cancellation)
    {
        var aside = $"{_path}.{Environment.ProcessId}.tmp";
        try
        {
            await using (var writer = new StreamWriter(new FileStream(aside, FileMode.CreateNew, FileAccess.Write)))
                await writer.WriteAsync(html.AsMemory(), cancellation);
            RefuseWhatIsNotAReport();
            File.Move(aside, _path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }
    }

    private void RefuseWhatIsNotAReport()
    {
        OutputPath.Refuse("--html", _named, _path, _database);
        if (File.Exists(_path) && !IsReport())
            throw UserError.WrongUse($"--html is '{_named}', which exists and is no report of a backtest; it is not overwritten. Choose another name, or remove the file.");
    }

    private bool IsReport()
    {
        // A device or a pipe has length 0. It is not a report, and reading it might never end.
        if (new FileInfo(_path).Length == 0)
            return false;
        using var reader = new StreamReader(_path);
        var start = new char[HtmlReport.Start.Length];
        return reader.ReadBlock(start) == start.Length && start.AsSpan().SequenceEqual(HtmlReport.Start);
    }
}
