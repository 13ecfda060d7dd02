using System.Text.Json;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults.Support;

/// <summary>Each test really causes a fault. The program must then do what the table in <c>docs/operations.md</c> says.</summary>
[Collection(TestLane.Faults)]
public abstract class FaultTest(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    /// <summary>One sync each second, so that the writer gets a message soon after the fault.</summary>
    private protected static readonly (string Key, string Value) EverySecond = ("Collector:PollIntervalSeconds", "1");

    /// <summary>Waits until health agrees with the row of the table.</summary>
    private protected static async Task SaysAsync(CryptoFlowProcess program, string fault, TimeSpan? within = null)
    {
        var row = FaultTable.Of(fault);
        var difference = "Nothing was asked.";
        try
        {
            await Eventually.HoldsAsync(async () => (difference = Difference(row, await program.HealthAsync())) is null, within ?? Patience, fault, Eventually.Request);
        }
        catch (TimeoutException)
        {
            Assert.Fail(difference + Environment.NewLine + program.Child.Transcript());
        }
    }

    /// <summary>Waits until health reports no problem.</summary>
    private protected static Task HealthyAsync(CryptoFlowProcess program) => Eventually.HoldsAsync(
        async () => (await program.HealthAsync()).GetProperty("status").GetString() == "ok", Patience * 2, "health is ok again", Eventually.Request);

    /// <summary>Waits until the program has ended by itself, or has refused to start, as the row says.</summary>
    private protected static async Task EndsAsync(ChildProcess program, string fault)
    {
        var exitCode = await program.ExitAsync(Patience);
        var difference = FaultTable.Of(fault).Difference($"exit {exitCode}", program.Error);
        Assert.True(difference is null, difference + Environment.NewLine + program.Transcript());
        Assert.DoesNotContain("   at ", program.Transcript(), StringComparison.Ordinal);
    }

    /// <summary>Every candle that the API returns for the series of a set, as one line each.</summary>
    private protected static async Task<HashSet<string>> ShownAsync(CryptoFlowProcess program, CollectedSet set)
    {
        var shown = new HashSet<string>();
        foreach (var series in set.Plan.Series)
        {
            var path = $"/api/candles?exchange={series.Exchange}&symbol={series.Symbol}&tf={series.Interval.Minutes}&limit=5000";
            shown.UnionWith((await program.GetAsync(path)).GetProperty("candles").EnumerateArray().Select(candle => $"{series} {candle}"));
        }

        return shown;
    }

    /// <summary>Ends the program in order, then compares the file with the exchange.</summary>
    private protected async Task AssertEndsCompleteAsync(CryptoFlowProcess program, CollectedSet set)
    {
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.Empty(program.Leftovers());
        await AssertCompleteAsync(set, program.Database);
    }

    /// <summary>The next start still has all candles that were shown, collects the missing candles, and then equals the exchange.</summary>
    private protected async Task AssertGoesOnAsync(CryptoFlowProcess next, HashSet<string> shown, CollectedSet set)
    {
        Assert.Superset(shown, await ShownAsync(next, set));
        await next.BackfillCompletedAsync(exchanges: 2, Patience);
        await AssertEndsCompleteAsync(next, set);
    }

    private static string? Difference(FaultRow row, JsonElement health) => row.Difference(
        health.GetProperty("status").GetString()!, [.. health.GetProperty("reasons").EnumerateArray().Select(reason => reason.GetString()!)]);
}
