using CryptoFlow.Testing.Reports;

namespace CryptoFlow.Processes.Support;

/// <summary>Checks the findings of a run of the torture tool.</summary>
internal static class Reported
{
    /// <summary>Prints all figures, and checks all promises except those about times, which can fail on a busy machine.</summary>
    public static void AssertMet(IReadOnlyList<Finding> findings, ITestOutputHelper output)
    {
        var report = new FindingReport(findings);
        output.WriteLine(report.ToTable());
        Assert.NotEmpty(findings);
        Assert.Empty(report.BrokenAnywhere);
    }
}
