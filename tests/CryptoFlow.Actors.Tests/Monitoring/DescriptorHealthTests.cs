namespace CryptoFlow.Monitoring;

public sealed class DescriptorHealthTests
{
    private const string Limits = """
        Limit                     Soft Limit           Hard Limit           Units
        Max processes             127000               127000               processes
        Max open files            1024                 1048576              files
        Max locked memory         unlimited            unlimited            bytes
        """;

    [Fact]
    public void The_limit_of_descriptors_is_the_soft_limit() => Assert.Equal(1024, DescriptorHealth.LimitFrom(Limits));

    [Fact]
    public void An_unlimited_or_absent_limit_is_null()
    {
        Assert.Null(DescriptorHealth.LimitFrom(Limits.Replace("1024 ", "unlimited ", StringComparison.Ordinal)));
        Assert.Null(DescriptorHealth.LimitFrom(""));
    }

    [Fact]
    public void The_descriptors_of_this_process_are_counted()
    {
        var now = DescriptorHealth.Look(DescriptorHealth.Unknown);
        if (!OperatingSystem.IsLinux())
        {
            Assert.Equal(DescriptorHealth.Unknown, now);
            return;
        }

        Assert.InRange(now.Open!.Value, 3, now.Limit ?? int.MaxValue);
        var files = Enumerable.Range(0, 50).Select(_ => File.OpenRead("/dev/null")).ToList();
        Assert.InRange(DescriptorHealth.Look(now).Open!.Value, 50, int.MaxValue);
        files.ForEach(f => f.Dispose());
    }
}
