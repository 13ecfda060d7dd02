using CryptoFlow.Testing.Reports;

namespace CryptoFlow.Processes.Support;

/// <summary>What a run of the torture tool found.</summary>
internal static class Reported
{
    /// <summary>All that was promised holds, but for times, which a busy machine breaks; the figures are printed either way.</summary>
    public static void AssertMet(IReadOnlyList<Finding> findings, ITestOutputHelper output)
    {
        var report = new FindingReport(findings);
        output.WriteLine(report.ToTable());
        Assert.NotEmpty(findings);
        Assert.Empty(report.BrokenAnywhere);
    }
}
