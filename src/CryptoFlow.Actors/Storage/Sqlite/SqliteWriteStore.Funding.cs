using CryptoFlow.Storage.Funding;
using CryptoFlow.Storage.Sqlite.Funding;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>Funding rates.</summary>
internal sealed partial class SqliteWriteStore
{
    private readonly FundingStore _funding;

    public WriteResult Store(WriteFundingRates message)
    {
        if (FundingContract.FindBreach(message) is { } refusal)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, refusal));

        var (changed, joined, complete) = InTransaction(() =>
        {
            var rates = _funding.Put(message.Contract, message.Rates);
            var (isLonger, range) = message.Complete is { } answered ? _funding.Join(message.Contract, answered) : (false, _funding.CompleteOf(message.Contract));
            return (rates, isLonger, range);
        });
        return new WriteResult(new FundingRatesWritten(message.Id, message.Contract, changed, complete), Wrote: changed > 0 || joined);
    }
}
