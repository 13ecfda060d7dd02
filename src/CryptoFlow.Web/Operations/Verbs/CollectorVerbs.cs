using System.Globalization;
using CryptoFlow.Collectors;
using CryptoFlow.Membership;
using CryptoFlow.Monitoring;
using CryptoFlow.Web.Api.Backfill;
using CryptoFlow.Web.Api.Health;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The palette <c>collector</c>.</summary>
internal sealed class CollectorVerbs(CollectorRequests collectors, MonitorBoard board, IClusterControl? cluster = null)
{
    public VerbAnswer Status()
    {
        if (board.Health is not { } health)
            return Problem.Unavailable(HealthApi.NotStarted);
        var nodes = cluster?.Singletons.ToDictionary(s => s.Name, s => s.Address);
        var lines = health.Collectors.Select(c => LineOf(c, nodes)).ToList();
        lines.Add(OperationLine.Count(lines.Count, "collectors"));
        return lines;
    }

    /// <exception cref="InputException">A part of the scope is wrong.</exception>
    public async Task<VerbAnswer> BackfillAsync(OperationRequest.Call call, CancellationToken aborted)
    {
        var days = call.Find("days") is not { } text ? (int?)null
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number
            : throw new InputException($"days is '{SeriesInput.Quote(text)}'; it is a whole number.");
        var scope = new BackfillRequest(call.Find("exchange"), call.Find("symbol"), call.Find("tf"), days).ToScope();
        var (accepted, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.StartBackfill(RunId.New(), scope, remaining), aborted);
        if (accepted is null)
            return problem!;
        var exchanges = string.Join(",", accepted.Exchanges.Select(e => e.ToWireName()));
        return new List<OperationLine> { new(new("run", accepted.Run.ToString(), $"backfill {accepted.Run}"), new("exchanges", exchanges), new("state", "started")) };
    }

    public async Task<VerbAnswer> PauseAsync(OperationRequest.Call call, CancellationToken aborted)
    {
        var exchange = SeriesInput.Exchange(call["exchange"]);
        var (paused, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.PauseCollector(exchange, remaining), aborted);
        return paused is null ? problem! : new List<OperationLine> { new(new("exchange", exchange.ToWireName()), new("state", "paused"), Since(paused.Since)) };
    }

    public async Task<VerbAnswer> ResumeAsync(OperationRequest.Call call, CancellationToken aborted)
    {
        var exchange = SeriesInput.Exchange(call["exchange"]);
        var (resumed, problem) = await collectors.AskAsync(remaining => new CollectorProtocol.ResumeCollector(exchange, remaining), aborted);
        return resumed is null ? problem! : new List<OperationLine> { new(new("exchange", exchange.ToWireName()), new("state", "resumed")) };
    }

    private static LineField Since(long ms) => new("since", ms, $"since {LineValues.TimeText(ms)}");

    /// <param name="c">The collector.</param>
    /// <param name="nodes">The node of each singleton, collector and trader; null in a process that runs alone.</param>
    private static OperationLine LineOf(CollectorState c, Dictionary<string, string?>? nodes) => new(
    [
        new("exchange", c.Exchange.ToWireName()),
        new("phase", HealthMapping.NameOf(c.Phase)),
        new("lastSyncAt", c.LastSyncAt, c.LastSyncAt is { } at ? $"synced {LineValues.TimeText(at)}" : "not synced yet"),
        LineValues.Number("budgetUsed", c.BudgetUsed, "budget "),
        LineValues.Number("budgetLimit", c.BudgetLimit, "of "),
        LineValues.Number("requests", c.Requests, "", " requests"),
        LineValues.Number("failures", c.Failures, "", " failures"),
        new("backfill", c.Backfill?.Phase.ToString().ToLowerInvariant(), c.Backfill is { } run ? $"backfill {run.Phase.ToString().ToLowerInvariant()}" : "no backfill"),
        new("detail", c.Detail),
        .. nodes is null ? Array.Empty<LineField>() : [Node(nodes.GetValueOrDefault($"collector/{c.Exchange.ToWireName()}"))],
    ]);

    private static LineField Node(string? address) => new("node", address, address is null ? "on no node now" : $"on {address}");
}
