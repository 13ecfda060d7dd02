using CryptoFlow.Exchanges;
using CryptoFlow.Messages;
using CryptoFlow.Retries;
using CryptoFlow.Storage.Readers;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Collectors.Funding;

/// <summary>The outcome of the requests for one contract.</summary>
/// <param name="Stored">The stored funding now; null if the readers refused the query.</param>
/// <param name="Changed">Settlements that were new or had changed.</param>
/// <param name="Rejected">Rows of the answers that cannot be settlements.</param>
/// <param name="Error">The failure that ended the requests, or null.</param>
internal sealed record FundingOutcome(StoredFunding? Stored, int Changed, int Rejected, ExchangeError? Error);

/// <summary>
/// Asks an exchange for settlements page by page, adds the mark prices that the answers lack, and stores each page. Failures are values; only cancellation throws.
/// A failed request is not retried, because the requests after the next sync ask again.
/// </summary>
internal sealed class FundingWorker(CollectorContext context)
{
    private readonly ReaderClient _readers = new(context.Readers, context.Time, RetryPolicy.BackgroundRead(context.Seed));
    private readonly WriterClient _writer = new(context.Writer, context.Time, RetryPolicy.UntilStored(context.Seed));

    /// <summary>Reads new rates. Syncs do not wait for these requests.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="now">The exchange's clock, ms UTC.</param>
    /// <param name="cancellation">Ends the requests.</param>
    public async Task<FundingOutcome> ReadNewAsync(Instrument contract, long now, CancellationToken cancellation)
    {
        if (await StoredAsync(contract, cancellation).ConfigureAwait(false) is not { } stored)
            return NotRead();
        var range = FundingSchedule.NewRates(now, StartOf(now), stored.Complete);
        return await ReadAsync(contract, range, rates => FundingSchedule.CompleteOf(range, rates, now), RequestPriority.Backfill, cancellation).ConfigureAwait(false);
    }

    /// <summary>Reads the missing history, with the part of the request budget that syncs and backfills leave free.</summary>
    public Task<FundingOutcome> ReadHistoryAsync(Instrument contract, TimeRange range, CancellationToken cancellation) =>
        ReadAsync(contract, range, _ => range, RequestPriority.Spare, cancellation);

    /// <summary>Asks for the next settlement and the mark price. They are not stored.</summary>
    public Task<ExchangeResult<CurrentFunding>> ReadCurrentAsync(Instrument contract, CancellationToken cancellation) =>
        context.Client.GetCurrentFundingAsync(contract, cancellation);

    /// <summary>The history of a contract that is still to be read, or null.</summary>
    public TimeRange? MissingHistory(StoredFunding stored, long now) => FundingSchedule.History(StartOf(now), stored.Complete);

    /// <param name="contract">The contract.</param>
    /// <param name="range">Times of settlements.</param>
    /// <param name="complete">The part of the range that is complete when all of its settlements are read.</param>
    /// <param name="priority">The priority of the requests.</param>
    /// <param name="cancellation">Ends the requests.</param>
    private async Task<FundingOutcome> ReadAsync(
        Instrument contract, TimeRange range, Func<IEnumerable<FundingRate>, TimeRange?> complete, RequestPriority priority, CancellationToken cancellation)
    {
        var (changed, rejected) = (0, 0);
        var read = new List<FundingRate>();
        for (var at = new FundingCursor(range); at is not null;)
        {
            var answer = await context.Client.GetFundingAsync(contract, at, priority, cancellation).ConfigureAwait(false);
            if (answer.Error is { } error)
                return new FundingOutcome(null, changed, rejected, error);

            var page = answer.Value!;
            at = page.Next;
            rejected += page.Rejected.Length;
            if (page.Rates.IsEmpty && at is not null)
                continue;

            // A range is complete only when its mark prices are known too. Paper traders charge with them, and a later run has to charge the same amounts.
            var (rates, unpriced) = await SettlementPrices.AddAsync(context.Client, contract, page.Rates, priority, cancellation).ConfigureAwait(false);
            read.AddRange(rates);
            var whole = page.Next is null && unpriced is null ? complete(read) : null;
            var written = await _writer.SendAsync(
                remaining => new WriteFundingRates(WriteId.New(), contract, rates, whole, remaining), cancellation).ConfigureAwait(false);
            if (!written.IsAnswered)
                return new FundingOutcome(null, changed, rejected, Failure($"Not stored, {written.Refusal.Reason}: {written.Refusal.Detail}"));
            changed += written.Answer.Changed;
            if (unpriced is not null)
                return new FundingOutcome(null, changed, rejected, unpriced);
        }

        return await StoredAsync(contract, cancellation).ConfigureAwait(false) is { } stored ? new FundingOutcome(stored, changed, rejected, null) : NotRead();
    }

    private async Task<StoredFunding?> StoredAsync(Instrument contract, CancellationToken cancellation)
    {
        var read = await _readers.AskAsync(remaining => new ReadFundingRates(contract, null, null, StoredFunding.RatesToRead, remaining), cancellation).ConfigureAwait(false);
        return read.IsAnswered ? StoredFunding.Of(read.Answer) : null;
    }

    private long StartOf(long now) => FundingSchedule.StartOf(context.Exchange, context.Plan.HistoryDays, now);

    private static FundingOutcome NotRead() => new(null, 0, 0, Failure("The readers did not answer."));

    private static ExchangeError Failure(string why) => new(ExchangeErrorKind.Unavailable, RetryAdvice.AfterBackoff, why);
}
