namespace CryptoFlow.Processes.Telemetry;

/// <summary><see cref="PrometheusText"/> finds each violation of the metrics format.</summary>
public sealed class PrometheusTextTests
{
    [Theory]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1", null)]
    [InlineData("# TYPE a gauge\na 1", "a has no HELP")]
    [InlineData("# HELP a A.\na 1", "a has no TYPE")]
    [InlineData("# HELP a A.\n# TYPE a gauge", "a has no value")]
    [InlineData("# HELP a A.\n# TYPE a gauge\n# TYPE a gauge\na 1", "a has a second TYPE")]
    [InlineData("# HELP a A.\n# TYPE a counter\na 1", "a is a counter: counters, and only they, end in _total")]
    [InlineData("# HELP a_total A.\n# TYPE a_total gauge\na_total 1", "a_total is a gauge: counters, and only they, end in _total")]
    [InlineData("# HELP a_seconds_seconds A.\n# TYPE a_seconds_seconds gauge\na_seconds_seconds 1", "a_seconds_seconds says a word twice")]
    [InlineData("# HELP a_count A.\n# TYPE a_count gauge\na_count 1", "a_count is named as part of a histogram")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{x=\"1\"} 1\na{x=\"1\"} 2", "a{x=\"1\"} stands there 2 times")]
    [InlineData("# HELP a A.\n# TYPE a gauge\nb 1", "b stands below a")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na one", "not understood: a one")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 1", "a{} is not cumulative")]
    [InlineData("# HELP a A.\n# TYPE a histogram\na_bucket{le=\"1\"} 2", "a{} has no bucket +Inf")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\nb 1\n# HELP a A.\n# TYPE a gauge\na{x=\"1\"} 1", "a stands in several places")]
    public void Each_fault_of_a_metrics_text_is_found(string text, string? problem)
    {
        var problems = PrometheusText.Read(text).Problems;
        if (problem is null)
            Assert.Empty(problems);
        else
            Assert.Contains(problem, problems);
    }
}
