namespace CryptoFlow.Benchmarks.Data;

/// <summary>Files that several rows are measured on, each made when it is first wanted.</summary>
internal sealed class MadeFiles(Action<string> say) : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Dictionary<(int Series, long Each), string> _paths = [];

    /// <summary>The path of a file with so many series of so many candles each.</summary>
    public string With(int series, long each)
    {
        if (_paths.TryGetValue((series, each), out var path))
            return path;
        path = _paths[(series, each)] = _directory.File($"{series}x{each}.db");
        say($"a file of {series * each:N0} candles is made");
        MadeFile.Create(path, series, each);
        return path;
    }

    public void Dispose() => _directory.Dispose();
}
