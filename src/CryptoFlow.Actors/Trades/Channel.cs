namespace CryptoFlow.Trades;

/// <summary>A price channel as of one context candle. Later candles give new records.</summary>
/// <param name="Support">Lower bound, quote currency.</param>
/// <param name="Resistance">Upper bound, quote currency.</param>
/// <param name="SupportTouches">Swing lows at the support, at least 1.</param>
/// <param name="ResistanceTouches">Swing highs at the resistance, at least 1.</param>
public sealed record Channel(double Support, double Resistance, int SupportTouches, int ResistanceTouches)
{
    /// <summary>Halfway between support and resistance.</summary>
    public double Mid => (Support + Resistance) / 2;

    /// <summary>Height as a percentage of the support.</summary>
    public double WidthPct => (Resistance - Support) / Support * 100;
}
