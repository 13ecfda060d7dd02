namespace CryptoFlow.Market;

/// <summary>One series of candles: an instrument at an interval.</summary>
public sealed record SeriesKey(Instrument Instrument, Interval Interval)
{
    public Exchange Exchange => Instrument.Exchange;

    public string Symbol => Instrument.Symbol;

    public override string ToString() => $"{Instrument} {Interval}";
}
