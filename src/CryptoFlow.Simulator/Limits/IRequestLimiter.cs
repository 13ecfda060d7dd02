using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Limits;

/// <summary>Enforces an exchange's request limits.</summary>
internal interface IRequestLimiter
{
    /// <summary>Counts a request and decides whether it passes.</summary>
    Admission Admit(ExchangeRequest request);

    /// <summary>Used part of the limit in the current window: weight on Binance, requests on the others.</summary>
    int Used { get; }
}

/// <summary>A limiter's decision.</summary>
/// <param name="Refusal">The refusal to send instead of the real answer; null if the request passes.</param>
/// <param name="Headers">The limit headers of the answer, in either case.</param>
internal readonly record struct Admission(Reply? Refusal, params (string Name, string Value)[] Headers);
