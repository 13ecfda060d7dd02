namespace CryptoFlow.Simulator.Control;

/// <summary>The answer of <c>GET /sim/status</c>.</summary>
/// <param name="NowMs">Simulated time, ms UTC.</param>
/// <param name="Speed">Simulated milliseconds per real millisecond.</param>
/// <param name="Venues">The exchanges.</param>
internal sealed record SimulatorStatus(long NowMs, double Speed, IReadOnlyDictionary<Venue, VenueStatus> Venues);

/// <param name="Address">Base address.</param>
/// <param name="UsedLimit">Weight (Binance) or requests in the limit's present window.</param>
/// <param name="Endpoints">Requests so far, by path.</param>
/// <param name="Streams">Counts of the WebSockets.</param>
internal sealed record VenueStatus(Uri Address, int UsedLimit, IReadOnlyDictionary<string, EndpointCounts> Endpoints, StreamCounts Streams);
