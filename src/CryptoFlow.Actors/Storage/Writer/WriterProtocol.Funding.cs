using System.Collections.Immutable;

namespace CryptoFlow.Storage.Writer;

/// <summary>Funding rates.</summary>
public static partial class WriterProtocol
{
    /// <summary>Most settlements in one message: a page of the exchange with the longest pages.</summary>
    public const int MaxFundingRatesPerMessage = 1_000;

    /// <summary>
    /// Stores settled funding rates of one contract: inserts new ones, updates those that differ, leaves the others untouched. A mark price that is stored is not
    /// replaced by none. <paramref name="Complete"/> is the range of times that the exchange has answered to its end with this message and those before it; it is
    /// recorded in the same transaction. Null if more messages follow.
    /// </summary>
    public sealed record WriteFundingRates(WriteId Id, Instrument Contract, ImmutableArray<FundingRate> Rates, TimeRange? Complete, TimeSpan Remaining) : IWriteMessage<FundingRatesWritten>
    {
        public WriteLane Lane => WriteLane.Backfill;
    }

    /// <summary>
    /// The rates are committed; <paramref name="Changed"/> of them are new or differ from what was stored. <paramref name="Complete"/> is the recorded range in
    /// which no settlement is missing, or null.
    /// </summary>
    public sealed record FundingRatesWritten(WriteId Id, Instrument Contract, int Changed, TimeRange? Complete) : IWriteReply;
}
