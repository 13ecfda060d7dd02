using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>The waiting faults, in order. A request gets the first fault that matches it.</summary>
public sealed class FaultLedger
{
    private readonly Lock _gate = new();
    private readonly List<FaultTicket> _waiting = [];
    private readonly Random _chance;

    internal FaultLedger(int seed) => _chance = new Random(seed);

    /// <summary>The faults that are not used up.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _waiting.Select(t => t.Fault)];
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Add(Fault fault)
    {
        fault.Validate();
        lock (_gate)
            _waiting.Add(new FaultTicket(this, fault));
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
            _waiting.Clear();
    }

    internal FaultTicket? Take(Venue venue, string path, RequestTarget target)
    {
        lock (_gate)
        {
            foreach (var ticket in _waiting)
            {
                if (!ticket.Fault.Matches(venue, path, target) || (ticket.Fault.Probability < 1 && _chance.NextDouble() >= ticket.Fault.Probability))
                    continue;
                if (--ticket.Left == 0)
                    _waiting.Remove(ticket);
                return ticket;
            }
            return null;
        }
    }

    internal void GiveBack(FaultTicket ticket)
    {
        lock (_gate)
        {
            if (ticket.Left++ == 0)
                _waiting.Insert(0, ticket);
        }
    }
}

/// <summary>A fault with the number of requests that may still get it.</summary>
internal sealed class FaultTicket(FaultLedger ledger, Fault fault)
{
    public Fault Fault { get; } = fault;

    /// <summary>Remaining requests; negative for no limit.</summary>
    public int Left { get; set; } = fault.Count ?? -1;

    /// <summary>The request cannot get this fault, so the fault waits for another request.</summary>
    public void Return() => ledger.GiveBack(this);
}
