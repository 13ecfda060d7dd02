namespace CryptoFlow.Trading.Backtesting;

/// <summary>Gives a backtest the funding rates that it needs. Reads ahead.</summary>
internal sealed class BacktestFunding(Instrument contract, ICandleSource source)
{
    private FundingPart _part = FundingPart.None;

    /// <exception cref="BacktestException">Settlements are not known, or cannot be read.</exception>
    public void AddTo(BacktestRun run, in Candle traded, CancellationToken cancellation)
    {
        if (run.FundingWanted(in traded) is not { } wanted)
            return;
        if (!_part.Proves(wanted))
        {
            var read = source.ReadFunding(contract, wanted.From, cancellation);
            _part = FundingPart.Of(wanted.From, read);
            if (!_part.Proves(wanted))
                throw new BacktestException(BacktestFailure.EmptyRange, $"The funding rates of {contract} are {(read.Complete is { } known ? $"complete from {Text(known.From)} to {Text(known.To)} UTC only" : "not stored")}, and PaperTrading:Money:ChargeFunding needs those from {Text(wanted.From)} on. Collector:Funding collects them.");
        }

        run.AddFunding(wanted, _part.In(wanted));
    }

    private static string Text(long time) => $"{DateTimeOffset.FromUnixTimeMilliseconds(time):yyyy-MM-dd HH:mm}";
}
