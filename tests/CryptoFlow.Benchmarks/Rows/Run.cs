using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Measuring;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>One run of the tool: how much is measured, all chance, and who is told what is going on.</summary>
internal sealed record Run(Effort Effort, int Seed, Action<string> Say) : IDisposable
{
    /// <summary>Series of the files that differ in their rows.</summary>
    public const int SeriesAFile = 5;

    public MadeFiles Files { get; } = new(Say);

    /// <summary>The file of a number of rows, by the effort's.</summary>
    public string FileOf(long rows) => Files.With(SeriesAFile, rows / SeriesAFile);

    public void Dispose() => Files.Dispose();
}
