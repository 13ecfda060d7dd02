using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>What a request is about, as far as it can be told without judging its parameters: faults are matched with it.</summary>
/// <param name="IsCandles">Whether it asks for candles.</param>
/// <param name="Symbol">The contract, as it was sent.</param>
/// <param name="Interval">The interval, if the venue has it.</param>
internal readonly record struct RequestTarget(bool IsCandles, string? Symbol, Interval? Interval);
