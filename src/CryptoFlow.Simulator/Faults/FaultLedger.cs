using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>The faults that are set, in order; the first that matches a request strikes it.</summary>
public sealed class FaultLedger
{
    private readonly Lock _gate = new();
    private readonly List<FaultTicket> _waiting = [];
    private readonly Random _chance;

    internal FaultLedger(int seed) => _chance = new Random(seed);

    /// <summary>The faults that have not been used up.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_gate)
                return [.. _waiting.Select(t => t.Fault)];
        }
    }

    /// <summary>Sets a fault.</summary>
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

/// <summary>A fault with the number of requests it may still strike.</summary>
internal sealed class FaultTicket(FaultLedger ledger, Fault fault)
{
    public Fault Fault { get; } = fault;

    /// <summary>Below zero: no end.</summary>
    public int Left { get; set; } = fault.Count ?? -1;

    /// <summary>The request turned out to be none that this fault can strike: it waits for another.</summary>
    public void Return() => ledger.GiveBack(this);
}
