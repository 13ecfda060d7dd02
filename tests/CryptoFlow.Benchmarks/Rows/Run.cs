using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Measuring;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>One run of the tool: the effort, the seed of everything random, and the receiver of progress messages.</summary>
internal sealed record Run(Effort Effort, int Seed, Action<string> Say) : IDisposable
{
    /// <summary>Number of series in each of the files that differ in their number of rows.</summary>
    public const int SeriesAFile = 5;

    public MadeFiles Files { get; } = new(Say);

    /// <summary>The path of the shared file with this number of rows.</summary>
    public string FileOf(long rows) => Files.With(SeriesAFile, rows / SeriesAFile);

    public void Dispose() => Files.Dispose();
}
