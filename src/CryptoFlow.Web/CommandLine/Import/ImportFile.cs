using CryptoFlow.Errors;
using CryptoFlow.Import;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Opens the file that <c>--csv</c> names.</summary>
internal static class ImportFile
{
    /// <summary>The name of standard input.</summary>
    public const string StandardInput = "-";

    /// <exception cref="UserError">There is no such file, or it cannot be read.</exception>
    public static async Task<CsvSource> OpenAsync(string path, CommandEnvironment environment, CancellationToken cancellation)
    {
        if (Directory.Exists(path))
            throw new UserError($"{path} is a directory; --csv names one file.");
        try
        {
            var raw = path == StandardInput ? environment.OpenInput() : File.OpenRead(path);
            return await CsvSource.OpenAsync(raw, cancellation);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UserError($"There is no file {path}.");
        }
        catch (InvalidDataException unreadable)
        {
            throw Unreadable(path, unreadable);
        }
    }

    /// <summary>The error for a file whose contents cannot be read.</summary>
    public static UserError Unreadable(string path, InvalidDataException failure) => new($"{path}: {failure.Message}");
}
