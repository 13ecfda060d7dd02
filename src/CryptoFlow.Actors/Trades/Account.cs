namespace CryptoFlow.Trades;

/// <summary>A paper account after some trades.</summary>
/// <param name="Capital">Quote currency, 0 to <see cref="MostCapital"/>.</param>
/// <param name="Peak">Highest capital so far.</param>
/// <param name="MaxDrawdown">Largest fall from a peak, as a fraction of the peak: 0 to 1.</param>
/// <param name="Trades">Trades booked.</param>
/// <param name="Wins">Trades with a positive net.</param>
/// <param name="Losses">All other trades.</param>
public sealed record Account(double Capital, double Peak, double MaxDrawdown, int Trades, int Wins, int Losses)
{
    /// <summary>
    /// The largest capital of an account. An account that compounds without end stops growing here, so that no figure overflows. A backtest that reaches this value
    /// is refused.
    /// </summary>
    public const double MostCapital = 1e18;

    /// <summary>How far the capital is below its peak, as a fraction of it.</summary>
    public double Drawdown => (Peak - Capital) / Peak;

    public static Account Start(double capital) => new(capital, capital, 0, 0, 0, 0);

    /// <summary>The account after a trade that earned <paramref name="net"/>, quote currency after fees.</summary>
    public Account Book(double net)
    {
        var capital = Math.Clamp(Capital + net, 0, MostCapital);
        var peak = Math.Max(Peak, capital);
        var win = net > 0;
        return new Account(
            capital,
            peak,
            Math.Max(MaxDrawdown, (peak - capital) / peak),
            Trades + 1,
            Wins + (win ? 1 : 0),
            Losses + (win ? 0 : 1));
    }
}
