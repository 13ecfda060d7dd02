using System.Collections.Concurrent;

namespace CryptoFlow.Simulator.Control;

/// <summary>What happened to the requests for one endpoint.</summary>
/// <param name="Requests">All that came.</param>
/// <param name="Refused">Those that the request limits turned away.</param>
/// <param name="Faulted">Those that a fault struck.</param>
public sealed record EndpointCounts(long Requests, long Refused, long Faulted);

/// <summary>Counts every request to one exchange, refused ones too.</summary>
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
