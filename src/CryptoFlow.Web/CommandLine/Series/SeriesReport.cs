using System.Text.Json;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Series;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.CommandLine.Series;

/// <summary>The output of <c>series</c>: lines for people, or the server's answer as one JSON object.</summary>
internal sealed class SeriesReport(TextWriter output, bool json)
{
    public static SeriesReport Of(CommandEnvironment environment, bool json) => new(environment.Out, json);

    public void Planned(SeriesAddedAnswer planned)
    {
        if (json)
            return;
        if (planned.Present.Count > 0)
            output.WriteLine($"Collected already: {string.Join(", ", planned.Present)}.");
        output.WriteLine(planned.Plan.Requests > 0
            ? $"{planned.Plan.Candles:N0} candles missing; {planned.Plan.Requests:N0} requests, cost {planned.Plan.Cost:N0}, about {DurationText.Of(planned.Plan.ExpectedSeconds)}."
            : "Nothing is missing.");
    }

    /// <param name="added">The answer.</param>
    /// <param name="fetcher">Who fetches the history.</param>
    public void Added(SeriesAddedAnswer added, string fetcher)
    {
        if (json)
            output.WriteLine(JsonSerializer.Serialize(added, ApiJson.Default.SeriesAddedAnswer));
        else if (added.Added.Count > 0)
            output.WriteLine(added.DryRun ? $"Would add {string.Join(", ", added.Added)}; nothing was changed." : $"Added {string.Join(", ", added.Added)}; {fetcher} fetches the history.");
    }

    public void Removed(NamedSeries series, SeriesRemovedAnswer removed)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(removed, ApiJson.Default.SeriesRemovedAnswer));
            return;
        }

        output.WriteLine(removed.Removed.Count > 0 ? $"Removed {string.Join(", ", removed.Removed)}." : $"{series.Key} was not among the added series.");
        if (removed.CandlesDeleted > 0)
            output.WriteLine($"{removed.CandlesDeleted:N0} candles deleted.");
    }

    public void Listed(SeriesListAnswer list)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(list, ApiJson.Default.SeriesListAnswer));
            return;
        }

        var width = list.Series.Select(s => s.Key.Length).DefaultIfEmpty().Max();
        foreach (var series in list.Series)
            output.WriteLine($"{series.Key.PadRight(width)}  {series.Source,-13}  {series.State}{(series.Detail is { } detail ? $": {detail}" : "")}");
    }
}
