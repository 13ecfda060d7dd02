using System.Collections.Immutable;

namespace CryptoFlow.Storage.Writer;

/// <summary>Funding rates.</summary>
public static partial class WriterProtocol
{
    /// <summary>Maximum number of settlements in one message: the longest page of an exchange.</summary>
    public const int MaxFundingRatesPerMessage = 1_000;

    /// <summary>
    /// Stores settled funding rates of one contract: inserts new rates, updates rates that differ, and leaves the others unchanged. A rate without a mark price does
    /// not delete a stored mark price. <paramref name="Complete"/> is the range of times for which the exchange has sent all settlements, with this message and the
    /// messages before it. The range is recorded in the same transaction. Null if more messages follow.
    /// </summary>
    public sealed record WriteFundingRates(WriteId Id, Instrument Contract, ImmutableArray<FundingRate> Rates, TimeRange? Complete, TimeSpan Remaining) : IWriteMessage<FundingRatesWritten>
    {
        public WriteLane Lane => WriteLane.Backfill;
    }

    /// <summary>
    /// The rates are committed; <paramref name="Changed"/> of them are new or differ from the stored rates. <paramref name="Complete"/> is the recorded range in
    /// which no settlement is missing, or null.
    /// </summary>
    public sealed record FundingRatesWritten(WriteId Id, Instrument Contract, int Changed, TimeRange? Complete) : IWriteReply;
}
