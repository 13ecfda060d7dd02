using CryptoFlow.Monitoring.Metrics;
using CryptoFlow.Web.Telemetry;

namespace CryptoFlow.Web.Tests.Telemetry;

public sealed class EmptyHistogramsTests
{
    private static readonly HistogramShape Shape = new("a.wait", "Time.", [0.5, 1], [[("who", "x"), ("how", "p")], [("who", "y"), ("how", "p")]]);

    [Fact]
    public void A_histogram_without_values_is_written_with_zeros()
    {
        const string Text = "# TYPE a_wait_seconds histogram\n# HELP a_wait_seconds Time.\na_wait_seconds_count{how=\"p\",who=\"y\"} 3\n# TYPE b gauge\nb 1\n";
        Assert.Equal(
            """
            # TYPE a_wait_seconds histogram
            # HELP a_wait_seconds Time.
            a_wait_seconds_bucket{how="p",who="x",le="0.5"} 0
            a_wait_seconds_bucket{how="p",who="x",le="1"} 0
            a_wait_seconds_bucket{how="p",who="x",le="+Inf"} 0
            a_wait_seconds_sum{how="p",who="x"} 0
            a_wait_seconds_count{how="p",who="x"} 0
            a_wait_seconds_count{how="p",who="y"} 3
            # TYPE b gauge
            b 1

            """,
            EmptyHistograms.Complete(Text, [Shape]));
    }

    [Fact]
    public void A_histogram_of_sizes_is_in_bytes()
    {
        var shape = Shape with { Bounds = [1024], Labels = [[]], Unit = HistogramShape.Bytes };
        Assert.Equal(
            "b 1\n# TYPE a_wait_bytes histogram\n# UNIT a_wait_bytes bytes\n# HELP a_wait_bytes Time.\na_wait_bytes_bucket{le=\"1024\"} 0\na_wait_bytes_bucket{le=\"+Inf\"} 0\na_wait_bytes_sum 0\na_wait_bytes_count 0\n# EOF\n",
            EmptyHistograms.Complete("b 1\n# EOF\n", [shape]));
    }

    [Fact]
    public void A_histogram_of_which_nothing_is_there_comes_last_and_before_the_end_of_openmetrics()
    {
        var shape = Shape with { Bounds = [1], Labels = [[]] };
        const string Samples = "a_wait_seconds_bucket{le=\"1\"} 0\na_wait_seconds_bucket{le=\"+Inf\"} 0\na_wait_seconds_sum 0\na_wait_seconds_count 0\n";
        Assert.Equal(
            "# TYPE b gauge\nb 1\n# TYPE a_wait_seconds histogram\n# HELP a_wait_seconds Time.\n" + Samples,
            EmptyHistograms.Complete("# TYPE b gauge\nb 1\n", [shape]));
        Assert.Equal(
            "b 1\n# TYPE a_wait_seconds histogram\n# UNIT a_wait_seconds seconds\n# HELP a_wait_seconds Time.\n" + Samples + "# EOF\n",
            EmptyHistograms.Complete("b 1\n# EOF\n", [shape]));
        Assert.Equal("a_wait_seconds_count 2\n", EmptyHistograms.Complete("a_wait_seconds_count 2\n", [shape]));
    }
}
