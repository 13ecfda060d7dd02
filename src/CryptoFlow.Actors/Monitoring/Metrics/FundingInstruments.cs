using System.Diagnostics.Metrics;
using CryptoFlow.Collectors;
using CryptoFlow.Collectors.Funding;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>
/// Gauges and counters of the funding rates, read from the newest snapshot like those of <see cref="HealthInstruments"/>. They have no values while rates are not
/// collected.
/// </summary>
internal static class FundingInstruments
{
    public static void Create(Meter meter, MonitorBoard board)
    {
        Gauge("contracts", "{contract}", "Contracts whose funding rates are collected.", (f, _) => f.Contracts.Length);
        Gauge("contracts.late", "{contract}", "Contracts with a settlement that is due and not stored.", (f, now) => f.Contracts.Count(c => c.IsLateAt(now)));
        Gauge("contracts.failing", "{contract}", "Contracts whose rates or present values could not be read for 12 minutes.", (f, now) => f.Contracts.Count(c => c.IsFailingAt(now)));
        Counter("rates", "{rate}", "Settlements that were stored: new ones, and those that had changed.", f => f.Stored);
        Counter("failures", "{look}", "Failed requests for funding rates or present values.", f => f.Failures);
        PerContract("rate", "1", "Newest stored rate: the share of a position's value that longs pay to shorts.", (c, _) => c.NewestRate);
        PerContract("age", "s", "Time since the newest stored settlement.", (c, now) => c.NewestTime is { } newest ? Math.Max(0, now - newest) / 1000.0 : null);
        PerContract("estimate", "1", "Rate of the next settlement, as the exchange estimates it now.", (c, now) => c.IsStaleAt(now) ? null : c.Current!.Rate);
        PerContract("mark.price", "{quote}", "Mark price, in the quote currency.", (c, now) => c.IsStaleAt(now) ? null : c.Current!.MarkPrice);

        void Gauge(string name, string unit, string description, Func<FundingState, long, double> value) => meter.CreateObservableGauge(
            $"cryptoflow.funding.{name}", () => Collected().Select(f => new Measurement<double>(value(f.Funding, f.Now), Label.Of("exchange", f.Exchange))), unit, description);

        void Counter(string name, string unit, string description, Func<FundingState, long> value) => meter.CreateObservableCounter(
            $"cryptoflow.funding.{name}", () => Collected().Select(f => new Measurement<long>(value(f.Funding), Label.Of("exchange", f.Exchange))), unit, description);

        void PerContract(string name, string unit, string description, Func<ContractFunding, long, double?> value) => meter.CreateObservableGauge(
            $"cryptoflow.funding.{name}",
            () =>
                from f in Collected()
                from contract in f.Funding.Contracts
                let shown = value(contract, f.Now)
                where shown is not null
                select new Measurement<double>(shown.Value, Label.Of("exchange", f.Exchange), Label.Of("symbol", contract.Symbol)),
            unit,
            description);

        IEnumerable<(string Exchange, FundingState Funding, long Now)> Collected() => board.Health is { } health
            ? health.Collectors.Where(c => c.Funding is not null).Select(c => (c.Exchange.ToWireName(), c.Funding!, FundingRules.ExchangeNow(c, health.At)))
            : [];
    }
}
