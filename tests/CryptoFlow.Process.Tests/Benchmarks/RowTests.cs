using System.Text.Json;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.References;
using CryptoFlow.Benchmarks.Rows;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Benchmarks;

/// <summary>Runs the short measurements of tests/CryptoFlow.Benchmarks with the least effort. The measured values mean nothing here.</summary>
[Collection(TestLane.Programs)]
public sealed class RowTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("write", 3)]
    [InlineData("read", 1)]
    [InlineData("sync", 1)]
    [InlineData("rows", 7)]
    [InlineData("first", 1)]
    [InlineData("retention", 2)]
    public async Task Rows_are_complete_in_every_form(string name, int count)
    {
        using var run = new Run(Effort.Tiny, Seed: 1, output.WriteLine);
        var report = await RowCatalog.MeasureAsync(run, [name]);
        output.WriteLine(report.ToConsole());

        Assert.Equal(count, report.Rows.Count);
        Assert.All(report.Rows, row =>
        {
            Assert.True(double.IsFinite(row.Figure.Value) && row.Figure.Value > 0, $"{row}");
            Assert.True(row.Reference is null || (row.Reference.Value.Value > 0 && row.Ratio > 0 && double.IsFinite(row.Ratio.Value)), $"{row}");
            Assert.Equal(row.Budget is null, row.Met is null);
            Assert.NotEmpty(row.CannotSee);
            Assert.Contains($"| {row.What} | {row.Figure} |", report.ToMarkdown(), StringComparison.Ordinal);
            Assert.Contains(row.What, report.ToConsole(), StringComparison.Ordinal);
        });
        using var json = JsonDocument.Parse(report.ToJson());
        Assert.Equal(report.Rows.Select(r => r.Figure.Value), json.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.GetProperty("figure").GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task The_static_server_answers_as_many_bytes_as_the_program()
    {
        using var run = new Run(Effort.Tiny, Seed: 1, output.WriteLine);
        var path = Pages.PathOf(MadeCandles.Series(0));
        await using var program = await StoredProgram.ServeAsync(run.FileOf(10_000));
        await using var still = await StaticProcess.StartAsync(program, path);
        using var ours = new HttpConnection(program.Http.BaseAddress!);
        using var theirs = new HttpConnection(still.Address);
        var (status, bytes) = ours.Get(HttpConnection.Request(path));

        Assert.Equal(200, status);
        Assert.InRange(bytes, 100_000, long.MaxValue);
        Assert.Equal((200, bytes), theirs.Get(HttpConnection.Request("/")));
    }

    [Fact]
    public void Every_row_is_named_in_its_document()
    {
        var document = Repository.Read("docs/performance.md");
        Assert.All(RowCatalog.All, row => Assert.Contains($"| `{row.Name}` |", document, StringComparison.Ordinal));
    }
}
