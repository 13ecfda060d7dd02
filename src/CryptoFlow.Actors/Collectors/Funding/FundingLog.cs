using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The log messages about funding rates.</summary>
internal static partial class FundingLog
{
    [LoggerMessage(LogEvents.FundingFailing, LogLevel.Warning, "{Contract}: the funding could not be read: {Failure} ({Suppressed} more since the last line); the collector asks again")]
    public static partial void FundingFailing(this ILogger logger, Instrument contract, string failure, long suppressed);

    [LoggerMessage(LogEvents.FundingRowsRejected, LogLevel.Warning, "{Contract}: {Count} rows of the exchange's answers are not funding rates and were left out")]
    public static partial void FundingRowsRejected(this ILogger logger, Instrument contract, int count);

    [LoggerMessage(LogEvents.FundingHistoryRead, LogLevel.Information, "{Contract}: the history of funding rates is complete; {Count} rates were stored")]
    public static partial void FundingHistoryRead(this ILogger logger, Instrument contract, int count);
}
