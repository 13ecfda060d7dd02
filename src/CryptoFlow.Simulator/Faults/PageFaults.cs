using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Faults;

/// <summary>Faults in the rows of a page (oldest first). Each method returns whether it could change the page.</summary>
internal static class PageFaults
{
    public static bool Apply(Fault fault, CandlePage page, Tape tape, long now)
    {
        if (page.Count == 0)
            return false;

        var middle = page.Count / 2;
        switch (fault.Kind)
        {
            case FaultKind.EmptyPage:
                page.Remove(0, page.Count);
                return true;
            case FaultKind.ShortPage:
                return Shorten(page, fault.Rows);
            case FaultKind.Gap:
                page.Remove(middle, Math.Min(fault.Rows, page.Count - middle));
                return true;
            case FaultKind.DuplicateRow:
                page.Insert(middle, page[middle]);
                return true;
            case FaultKind.MisalignedRow:
                page[middle] = page[middle] with { OpenTime = page[middle].OpenTime + (tape.Interval.Milliseconds / 3) };
                return true;
            case FaultKind.ImpossibleRow:
                page[middle] = Impossible(page[middle]);
                return true;
            case FaultKind.WrongInterval or FaultKind.WrongSymbol:
                return true; // The rows are already those of the other series.
            case FaultKind.UnclosedRow:
                return AddForming(page, tape, now);
            case FaultKind.StaleRow:
                return ReplaceNewestClosed(page, tape, StateBeforeClose);
            case FaultKind.RevisedRow:
                return ReplaceNewestClosed(page, tape, (candle, _) => Unrevised(candle));
            default:
                return false;
        }
    }

    // Keeps the rows at the end from which the page is counted. The client then asks for the other rows.
    private static bool Shorten(CandlePage page, int rows)
    {
        if (page.Count <= rows)
            return false;
        page.Remove(page.NewestKept ? 0 : rows, page.Count - rows);
        return true;
    }

    private static bool AddForming(CandlePage page, Tape tape, long now)
    {
        if (page[page.Count - 1].OpenTime >= tape.FormingOpen || !tape.TryRead(tape.FormingOpen, now, out var forming))
            return false;
        page.Add(forming);
        return true;
    }

    // An exchange revises candles that have just closed, not old history. So a page of old candles is not changed.
    private static bool ReplaceNewestClosed(CandlePage page, Tape tape, Func<Candle, Tape, Candle> spoil)
    {
        for (var i = page.Count - 1; i >= 0; i--)
        {
            if (page[i].OpenTime >= tape.FormingOpen)
                continue;
            if (page[i].OpenTime < tape.Interval.Previous(tape.FormingOpen))
                return false;
            page[i] = spoil(page[i], tape);
            return true;
        }
        return false;
    }

    private static Candle StateBeforeClose(Candle candle, Tape tape)
    {
        var moment = candle.OpenTime + (tape.Interval.Milliseconds * 2 / 3);
        return tape.TryRead(candle.OpenTime, moment, out var stale) ? stale : candle;
    }

    // Possible values that are not the final values: half of the trades, and another close.
    private static Candle Unrevised(Candle candle)
    {
        var half = candle.Part(0.5m);
        return candle with
        {
            Close = candle.Close == candle.Low ? candle.High : candle.Low,
            Volume = half.Volume,
            QuoteVolume = half.QuoteVolume,
            Trades = half.Trades,
            TakerBuyVolume = half.TakerBuyVolume,
            TakerBuyQuoteVolume = half.TakerBuyQuoteVolume,
        };
    }

    private static Candle Impossible(Candle candle) =>
        candle with { High = candle.Low, Low = candle.High == candle.Low ? candle.High + 1 : candle.High };
}
