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
/// Runs the inner loops with BenchmarkDotNet, in this process. This process has the program's own runtime settings; a project that
/// BenchmarkDotNet generates would not have them. In this process, BenchmarkDotNet also needs no restore and no build.
/// </summary>
internal static class InnerBenchmarks
{
    /// <param name="filter">The benchmarks to run, as patterns of BenchmarkDotNet: <c>*Parse*</c>.</param>
    /// <param name="quick">True runs only three iterations.</param>
    /// <returns>True if at least one benchmark matched, and all that matched ran.</returns>
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
