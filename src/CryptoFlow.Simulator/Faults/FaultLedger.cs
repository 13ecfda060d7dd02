using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>The waiting faults, in order. A request, connection, subscription, ping or message gets the first fault that matches it.</summary>
public sealed class FaultLedger
{
    private readonly Lock _gate = new();
    private readonly List<FaultTicket> _waiting = [];
    private readonly Random _chance;
    private readonly TimeProvider _time;

    internal FaultLedger(int seed, TimeProvider time)
    {
        _chance = new Random(seed);
        _time = time;
    }

    /// <summary>The faults that are not used up.</summary>
    public IReadOnlyList<Fault> Waiting
    {
        get
        {
            lock (_gate)
            {
                RemoveEnded();
                return [.. _waiting.Select(t => t.Fault)];
            }
        }
    }

    /// <summary>Adds a fault.</summary>
    public void Add(Fault fault)
    {
        fault.Validate();
        lock (_gate)
            _waiting.Add(new FaultTicket(this, fault, _time.GetTimestamp()));
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
            _waiting.Clear();
    }

    internal FaultTicket? Take(Venue venue, FaultPlace place, string path, RequestTarget target)
    {
        lock (_gate)
        {
            RemoveEnded();
            foreach (var ticket in _waiting)
            {
                if (!ticket.Fault.Matches(venue, place, path, target) || (ticket.Fault.Probability < 1 && _chance.NextDouble() >= ticket.Fault.Probability))
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

    private void RemoveEnded() =>
        _waiting.RemoveAll(t => t.Fault.ForMs is { } length && _time.GetElapsedTime(t.Added).TotalMilliseconds >= length);
}

/// <summary>A fault with the number of requests that may still get it.</summary>
internal sealed class FaultTicket(FaultLedger ledger, Fault fault, long added)
{
    public Fault Fault { get; } = fault;

    /// <summary>The real time at which it was added, as a timestamp.</summary>
    public long Added { get; } = added;

    /// <summary>Remaining requests; negative for no limit.</summary>
    public int Left { get; set; } = fault.Count ?? -1;

    /// <summary>The request cannot get this fault, so the fault waits for another request.</summary>
    public void Return() => ledger.GiveBack(this);
}
