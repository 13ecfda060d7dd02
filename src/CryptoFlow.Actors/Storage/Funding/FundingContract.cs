using System.Collections.Immutable;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Funding;

/// <summary>The contract of a message with funding rates: at most <see cref="MaxFundingRatesPerMessage"/> valid rates, ascending by time.</summary>
internal static class FundingContract
{
    /// <summary>Describes the first breach of the contract in one sentence; null if there is none.</summary>
    public static string? FindBreach(WriteFundingRates message)
    {
        var rates = message.Rates;
        if (rates.Length > MaxFundingRatesPerMessage)
            return $"A message holds at most {MaxFundingRatesPerMessage} funding rates, not {rates.Length}.";
        if (message.Complete is { IsEmpty: true } empty)
            return $"The complete range {empty} is empty.";
        return FindWrongRate(rates);
    }

    private static string? FindWrongRate(ImmutableArray<FundingRate> rates)
    {
        for (var i = 0; i < rates.Length; i++)
        {
            if (rates[i].FindDefect() is { } defect)
                return $"The funding rate of {rates[i].Time} cannot be stored: {defect}.";
            if (i > 0 && rates[i].Time <= rates[i - 1].Time)
                return $"The funding rates are not ascending at {rates[i].Time}.";
        }

        return null;
    }
}
