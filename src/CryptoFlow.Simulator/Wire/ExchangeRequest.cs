using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Wire;

/// <summary>A request to one of the exchanges, at one moment of simulated time.</summary>
internal sealed class ExchangeRequest(string path, IQueryCollection query, long nowMs)
{
    public string Path { get; } = path;

    /// <summary>Simulated time, ms UTC: decides which candles have closed.</summary>
    public long NowMs { get; } = nowMs;

    /// <summary>The fault that strikes this request.</summary>
    public FaultTicket? Fault { get; set; }

    /// <summary>The time that the answer claims, ms UTC: another one when the exchange's clock is made to go wrong.</summary>
    public long ShownMs => NowMs + (Fault?.Fault is { Kind: FaultKind.ClockSkew } skew ? skew.SkewMs : 0);

    /// <summary>The value of a parameter; null where it was not sent.</summary>
    public string? this[string name] => query.TryGetValue(name, out var values) ? values[^1] ?? "" : null;

    /// <summary>The interval of the rows: another one than was asked for when the exchange is made to mix them up.</summary>
    public Interval Served(Interval asked) =>
        Fault?.Fault is { Kind: FaultKind.WrongInterval } fault ? fault.Instead is { } name ? Interval.Named(name) : asked.Longer() : asked;

    /// <summary>The contract of the rows: another one than was asked for when the exchange is made to mix them up.</summary>
    public Instrument Served(Instrument asked, IReadOnlyList<Instrument> all) =>
        Fault?.Fault is { Kind: FaultKind.WrongSymbol } fault
            ? all.FirstOrDefault(i => fault.Instead is { } name ? i.Symbol == name : i.Symbol != asked.Symbol) ?? asked
            : asked;

    /// <summary>Lets a fault that changes rows do so.</summary>
    public void Strike(CandlePage page, Tape tape)
    {
        if (Fault is { } ticket && ticket.Fault.Kind.ChangesRows() && !PageFaults.Apply(ticket.Fault, page, tape, NowMs))
            KeepRowFault();
    }

    /// <summary>There are no rows here for a fault in the rows: it waits for another request.</summary>
    public void KeepRowFault()
    {
        if (Fault is not { } ticket || !ticket.Fault.Kind.ChangesRows())
            return;
        ticket.Return();
        Fault = null;
    }
}
