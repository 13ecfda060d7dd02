using CryptoFlow.Storage.Gaps;
using CryptoFlow.Storage.Writer;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Storage.Sqlite;

/// <summary>The gap ledger.</summary>
internal sealed partial class SqliteWriteStore
{
    public WriteResult Record(RecordGaps message)
    {
        var findings = message.Findings;
        if (findings.Missing.Length > MaxGapsPerMessage || findings.Asked.Length > MaxGapsPerMessage || findings.Unreadable.Length > MaxGapsPerMessage)
            return new WriteResult(new WriteRefused(message.Id, WriteRefusal.Invalid, $"A message holds at most {MaxGapsPerMessage} ranges of each kind."));

        var recorded = InTransaction<(GapsRecorded Reply, bool Wrote)?>(() =>
        {
            if (message.OnlyIfAdded && !_added.Contains(message.Series))
                return null;
            if (message.Counted is { } counted)
                _foreignCommit |= _series.Correct(counted);
            return RecordPart(message);
        });
        return recorded is { } done ? new WriteResult(done.Reply, Wrote: done.Wrote) : RefusedAsRemoved(message, message.Series);
    }

    /// <summary>Records the first part of the searched range, which touches at most about <see cref="MaxGapsPerMessage"/> recorded rows.</summary>
    private (GapsRecorded Reply, bool Wrote) RecordPart(RecordGaps message)
    {
        var series = message.Series;
        var firstDay = ExchangeHistory.FirstDayOf(series.Exchange);
        var keptFrom = _retention.BoundaryOf(series);
        var wrote = _gaps.DropBefore(series, Math.Max(firstDay, keptFrom ?? firstDay), MaxGapsPerMessage);

        // Retention keeps no candles before the boundary, so the ledger has no rows of that time.
        var findings = keptFrom is { } kept && message.Findings.Searched is var whole && whole.From < kept
            ? message.Findings.Within(whole with { From = Math.Min(kept, whole.To) })
            : message.Findings;
        var rows = _gaps.Near(series, findings.Searched, MaxGapsPerMessage + 2);
        if (rows.Length == MaxGapsPerMessage + 2)
            findings = findings.Within(findings.Searched with { To = rows[^1].Range.From });

        var recorded = findings.Searched;
        var asks = !findings.Asked.IsEmpty;
        if (asks && _gaps.CountedTo(series, message.Run, message.Pass) is { } counted)
        {
            asks = counted < recorded.To;
            findings = findings.AskedSince(counted);
        }

        var change = GapLedger.Apply(series, rows, findings, _series.Get(series).OldestTime);
        if (!change.IsEmpty)
            _gaps.Apply(series, change);
        if (asks)
            _gaps.CountTo(series, message.Run, message.Pass, recorded.To);
        return (new GapsRecorded(message.Id, message.Run, series, recorded with { From = message.Findings.Searched.From }, change.Unresolved), wrote || asks || !change.IsEmpty);
    }
}
