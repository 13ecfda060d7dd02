using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>The target of a request, read without validating its parameters. Faults are matched with it.</summary>
/// <param name="IsCandles">Whether it asks for candles.</param>
/// <param name="Symbol">The contract, as it was sent.</param>
/// <param name="Interval">The interval, if the venue has it.</param>
/// <param name="IsClosing">Whether the target is a stream's message about a candle that has just closed.</param>
internal readonly record struct RequestTarget(bool IsCandles, string? Symbol, Interval? Interval, bool IsClosing = false);
