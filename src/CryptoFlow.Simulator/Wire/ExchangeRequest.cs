using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>A request to one of the exchanges, at one moment of simulated time.</summary>
internal sealed class ExchangeRequest(string path, IQueryCollection query, long nowMs)
{
    public string Path { get; } = path;

    /// <summary>Simulated time, ms UTC: decides which candles have closed.</summary>
    public long NowMs { get; } = nowMs;

    /// <summary>The fault that this request gets, or null.</summary>
    public FaultTicket? Fault { get; set; }

    /// <summary>The time that the answer shows, ms UTC. It differs from <see cref="NowMs"/> if a fault skews the exchange's clock.</summary>
    public long ShownMs => NowMs + (Fault?.Fault is { Kind: FaultKind.ClockSkew } skew ? skew.SkewMs : 0);

    /// <summary>The value of a parameter; null if it was not sent.</summary>
    public string? this[string name] => query.TryGetValue(name, out var values) ? values[^1] ?? "" : null;

    /// <summary>The interval of the rows in the answer. A fault may replace the requested interval.</summary>
    public Interval Served(Interval asked) =>
        Fault?.Fault is { Kind: FaultKind.WrongInterval } fault ? fault.Instead is { } name ? Interval.Named(name) : asked.Longer() : asked;

    /// <summary>The contract of the rows in the answer. A fault may replace the requested contract.</summary>
    public Instrument Served(Instrument asked, IReadOnlyList<Instrument> all) =>
        Fault?.Fault is { Kind: FaultKind.WrongSymbol } fault
            ? all.FirstOrDefault(i => fault.Instead is { } name ? i.Symbol == name : i.Symbol != asked.Symbol) ?? asked
            : asked;

    /// <summary>Applies a fault that changes rows.</summary>
    public void Strike(CandlePage page, Tape tape)
    {
        if (Fault is { } ticket && ticket.Fault.Kind.ChangesRows() && !PageFaults.Apply(ticket.Fault, page, tape, NowMs))
            KeepRowFault();
    }

    /// <summary>The answer has no rows, so a fault in rows waits for another request.</summary>
    public void KeepRowFault()
    {
        if (Fault is not { } ticket || !ticket.Fault.Kind.ChangesRows())
            return;
        ticket.Return();
        Fault = null;
    }
}
