namespace CryptoFlow.Benchmarks.Data;

/// <summary>Files that several benchmarks share. Each file is made when a benchmark first asks for it.</summary>
internal sealed class MadeFiles(Action<string> say) : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Dictionary<(int Series, long Each), string> _paths = [];

    /// <summary>The path of a file with this number of series, and this number of candles of each series.</summary>
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
