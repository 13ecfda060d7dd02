using System.Diagnostics;
using System.Net;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>Time from the start of the process to the first page that it answers, by the number of stored rows.</summary>
internal static class StartRows
{
    private const double FlatWithin = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan TryEvery = TimeSpan.FromMilliseconds(2);

    public static async Task<RowGroup> RunAsync(Run run)
    {
        var (least, most) = (run.Effort.RowsStored[0], run.Effort.RowsStored[^1]);
        var (small, large) = (run.FileOf(least), run.FileOf(most));
        run.Say($"start: {most:N0} rows stored and {least:N0} in turn");
        var times = await InTurn.CompareAsync(run.Effort.Rounds, () => FirstAnswerAsync(large), () => FirstAnswerAsync(small));
        return new RowGroup([new Row($"start to the first page answered, {most:N0} rows stored", new Quantity(times.Figure, "ms"))
        {
            Reference = new Quantity(times.Reference, "ms"),
            ReferenceIs = $"{least:N0} rows stored",
            Ratio = times.Ratio,
            Budget = $"<= {FlatWithin} x",
            Met = times.Ratio <= FlatWithin,
            CannotSee = "a file that is not in the system's cache; the collectors' first searches, which are switched off.",
        }]);
    }

    private static async Task<double> FirstAnswerAsync(string database)
    {
        var port = LoopbackPorts.Take(1)[0];
        var request = HttpConnection.Request(Pages.PathOf(MadeCandles.Series(0)));
        using var connection = new HttpConnection(new Uri($"http://127.0.0.1:{port}"));
        var began = Stopwatch.GetTimestamp();
        await using var program = CryptoFlowProcess.RunCommand(StoredProgram.Environment, ["--urls", $"http://127.0.0.1:{port}", "--database", database]);
        while (!IsAnswered(connection, request))
        {
            if (program.HasExited || Stopwatch.GetElapsedTime(began) > Patience)
                throw new InvalidOperationException($"The program does not serve.{System.Environment.NewLine}{program.Transcript()}");
            Moment.WaitUntil(Stopwatch.GetTimestamp() + (long)(TryEvery.TotalSeconds * Stopwatch.Frequency));
        }

        var took = Stopwatch.GetElapsedTime(began);
        program.Terminate();
        await program.ExitAsync(Patience);
        return took.TotalMilliseconds;
    }

    /// <summary>False while the program does not listen yet, or does not read from the file yet.</summary>
    internal static bool IsAnswered(HttpConnection connection, byte[] request)
    {
        try
        {
            return connection.Get(request).Status == 200;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
