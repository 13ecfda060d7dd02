using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>One request of a race; times in ms, counted from the race's start.</summary>
internal sealed record RaceRequest(int At, RequestPriority Priority, int Cost, string Endpoint, int WayThere, int WayBack, bool Answered = true);

/// <summary>When a request got its permit, and when it reached the exchange; ms UTC of our clock.</summary>
internal sealed record RaceArrival(RaceRequest Request, long GrantedAt, long ArrivedAt);

/// <summary>
/// Sends requests through a budget on a virtual clock, with network delays in both directions that the budget does not know. The
/// caller judges the arrivals as an exchange does.
/// </summary>
internal static class BudgetRace
{
    public static List<RaceArrival> Run(RequestBudget budget, FakeTimeProvider time, IReadOnlyList<RaceRequest> requests, int stepMs, int longestMs)
    {
        var toSend = new Queue<RaceRequest>(requests.OrderBy(r => r.At));
        var waiting = new List<(RaceRequest Request, Task<RequestPermit?> Permit)>();
        var underWay = new PriorityQueue<(RequestPermit Permit, bool Answered), long>();
        var arrivals = new List<RaceArrival>();

        for (var at = 0; arrivals.Count < requests.Count || underWay.Count > 0; at += stepMs)
        {
            Assert.True(at <= longestMs, $"{requests.Count - arrivals.Count} requests had no permit after {at} ms.");
            var now = time.GetUtcNow().ToUnixTimeMilliseconds();

            while (underWay.TryPeek(out _, out var end) && end <= now)
            {
                var (permit, answered) = underWay.Dequeue();
                if (answered)
                    permit.Answered();
                permit.Dispose();
            }

            while (toSend.TryPeek(out var next) && next.At <= at)
                waiting.Add((toSend.Dequeue(), budget.Ask(next.Cost, next.Endpoint, next.Priority)));

            foreach (var (request, permit) in waiting.Where(w => w.Permit.IsCompleted).ToList())
            {
                arrivals.Add(new RaceArrival(request, now, now + request.WayThere));
                underWay.Enqueue((permit.Granted(), request.Answered), now + request.WayThere + request.WayBack);
            }

            waiting.RemoveAll(w => arrivals.Exists(a => ReferenceEquals(a.Request, w.Request)));
            time.Advance(TimeSpan.FromMilliseconds(stepMs));
        }

        return arrivals;
    }
}
