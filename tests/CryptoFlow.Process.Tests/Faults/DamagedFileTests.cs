using System.Net;
using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>The contents of the file are damaged: cut off or overwritten.</summary>
public sealed class DamagedFileTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private const int Page = 4096;

    /// <summary>Only queries may read the damaged part. So no collector and no paper trader sends messages to the writer: a writer that reads the damage ends the program.</summary>
    private static readonly (string Key, string Value)[] OnlyServing = [("Collector:Enabled", "false"), ("PaperTrading:Enabled", "false")];

    [Fact]
    [Fault("file-truncated")]
    public async Task A_file_that_was_cut_off_is_said_to_be_damaged()
    {
        await HaveCollectedAsync(Sets.Long);
        await using var program = await ServeAsync(Sets.Long, OnlyServing);
        await WriterHasNothingToDoAsync(program);
        using (var file = OpenFile())
            file.SetLength(file.Length / 2);

        await AssertAQueryFailsAsync(program);
        await SaysAsync(program, "file-truncated");
    }

    [Fact]
    [Fault("file-overwritten")]
    public async Task Garbage_in_the_middle_is_said_to_be_damage()
    {
        await HaveCollectedAsync(Sets.Long);
        await using var program = await ServeAsync(Sets.Long, OnlyServing);
        await WriterHasNothingToDoAsync(program);
        OverwriteMiddle();

        await AssertAQueryFailsAsync(program);
        await SaysAsync(program, "file-overwritten");
    }

    [Fact]
    [Fault("header-overwritten")]
    public async Task An_overwritten_first_page_is_found_at_the_next_opening()
    {
        await HaveCollectedAsync(Sets.Short);
        Overwrite(at: 0, length: Page);
        await using var refused = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Short));
        await EndsAsync(refused.Child, "header-overwritten");
    }

    [Fact]
    [Fault("damaged-at-start")]
    public async Task A_start_on_a_file_that_was_cut_off_is_refused()
    {
        await HaveCollectedAsync(Sets.Short);
        using (var file = OpenFile())
            file.SetLength(2 * Page);

        await using var refused = CryptoFlowProcess.Start(Database, EnvironmentFor(Sets.Short));
        await EndsAsync(refused.Child, "damaged-at-start");
    }

    /// <summary>Waits for the end of the start: health is ok, and the first checkpoint has moved what the start wrote. That checkpoint would read the damage.</summary>
    private static async Task WriterHasNothingToDoAsync(CryptoFlowProcess program)
    {
        await HealthyAsync(program);
        await Eventually.HoldsAsync(
            async () => (await program.HealthAsync()).GetProperty("wal") is var wal
                && wal.GetProperty("checkpoints").GetInt64() > 0
                && wal.GetProperty("checkpointedPages").GetInt64() == wal.GetProperty("pages").GetInt64(),
            Patience,
            "the first checkpoint is over",
            Eventually.Request);
    }

    /// <summary>A query of the damaged part fails, and everything else still works.</summary>
    private static async Task AssertAQueryFailsAsync(CryptoFlowProcess program)
    {
        var answers = new List<HttpStatusCode>();
        foreach (var series in Sets.Long.Plan.Series)
        {
            using var answer = await program.Http.GetAsync(
                new Uri($"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit=5000", UriKind.Relative));
            answers.Add(answer.StatusCode);
        }

        Assert.Contains(HttpStatusCode.ServiceUnavailable, answers);
        Assert.All(answers, status => Assert.True(status is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable or HttpStatusCode.NotFound, $"{status}"));
    }

    private void OverwriteMiddle()
    {
        var pages = new FileInfo(Database).Length / Page;
        Overwrite(at: pages / 4 * Page, length: (int)(pages / 2) * Page);
    }

    private void Overwrite(long at, int length)
    {
        var garbage = new byte[length];
        new Random(1).NextBytes(garbage);
        using var file = OpenFile();
        file.Position = at;
        file.Write(garbage);
    }

    private FileStream OpenFile() => new(Database, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
}
