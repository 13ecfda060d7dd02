namespace CryptoFlow.Exchanges.Limits;

/// <summary>The request budget of one exchange: placeholder of the contract, see below.</summary>
public sealed class RequestBudget
{
}
