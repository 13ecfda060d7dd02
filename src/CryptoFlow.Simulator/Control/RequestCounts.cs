using System.Collections.Concurrent;

namespace CryptoFlow.Simulator.Control;

/// <summary>Counts of the requests to one endpoint.</summary>
/// <param name="Requests">All requests.</param>
/// <param name="Refused">Requests refused by the request limits.</param>
/// <param name="Faulted">Requests answered with a fault.</param>
public sealed record EndpointCounts(long Requests, long Refused, long Faulted);

/// <summary>Counts every request to one exchange, refused requests included.</summary>
internal sealed class RequestCounts
{
    private readonly ConcurrentDictionary<string, EndpointCounts> _byEndpoint = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, EndpointCounts> ByEndpoint => new SortedDictionary<string, EndpointCounts>(_byEndpoint, StringComparer.Ordinal);

    public void Count(string endpoint, bool refused, bool faulted)
    {
        var one = new EndpointCounts(1, refused ? 1 : 0, faulted ? 1 : 0);
        _byEndpoint.AddOrUpdate(
            endpoint,
            one,
            (_, sum) => new EndpointCounts(sum.Requests + 1, sum.Refused + one.Refused, sum.Faulted + one.Faulted));
    }
}
