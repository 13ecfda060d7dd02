using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Limits;

namespace CryptoFlow.Simulator.Wire;

/// <summary>The public endpoints of one exchange.</summary>
internal interface IExchangeApi
{
    Venue Venue { get; }

    IRequestLimiter Limiter { get; }

    IRefusals Refusals { get; }

    RequestTarget Describe(ExchangeRequest request);

    Reply Answer(ExchangeRequest request);
}
