using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Limits;

/// <summary>Keeps an exchange's request limits.</summary>
internal interface IRequestLimiter
{
    /// <summary>Counts a request, and lets it pass or not.</summary>
    Admission Admit(ExchangeRequest request);

    /// <summary>How much of the limit is used in the present window: weight on Binance, requests elsewhere.</summary>
    int Used { get; }
}

/// <summary>What a limiter decided.</summary>
/// <param name="Refusal">The answer in place of the real one; null: the request passes.</param>
/// <param name="Headers">What the answer says about the limit, in either case.</param>
internal readonly record struct Admission(Reply? Refusal, params (string Name, string Value)[] Headers);
