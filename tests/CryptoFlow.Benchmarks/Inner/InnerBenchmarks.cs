using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Exporters;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace CryptoFlow.Benchmarks.Inner;

/// <summary>
/// The inner loops by BenchmarkDotNet. In this process: it has the program's own settings of the runtime, which a generated project would not
/// have, and nothing has to be restored or built.
/// </summary>
internal static class InnerBenchmarks
{
    /// <param name="filter">Which, by BenchmarkDotNet's patterns: <c>*Parse*</c>.</param>
    /// <param name="quick">Three iterations only.</param>
    /// <returns>Whether there was anything, and all of it ran.</returns>
    public static bool Run(string[] filter, bool quick)
    {
        var job = (quick ? Job.ShortRun : Job.Default.WithWarmupCount(5).WithIterationCount(12)).WithToolchain(InProcessEmitToolchain.Instance);
        var config = ManualConfig.CreateEmpty()
            .AddJob(job)
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(MarkdownExporter.GitHub)
            .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(InnerBenchmarks).Assembly).Run(["--filter", .. filter], config).ToList();
        return summaries.Count > 0 && summaries.All(s => !s.HasCriticalValidationErrors && s.Reports.All(r => r.Success));
    }
}
