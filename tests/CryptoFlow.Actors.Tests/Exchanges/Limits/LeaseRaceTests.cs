using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace CryptoFlow.Exchanges.Limits;

/// <summary>
/// An owner that leases from a slow store is killed, or is cut off from the store and continues. Some seconds later the next owner takes the budget. In any order
/// of these events, the exchange counts no more than its limit in any window.
/// </summary>
public sealed class LeaseRaceTests(ITestOutputHelper output)
{
    private const int StepMs = 20;
    private const int Races = 15;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_owners_never_send_more_than_a_sliding_window_allows(bool isKilled)
    {
        var limit = new SlidingWindowLimit("requests", 40, TimeSpan.FromSeconds(5));
        for (var seed = 1; seed <= Races; seed++)
        {
            var arrivals = new Race(seed, limit, cost: 1, isKilled).Run();
            output.WriteLine($"seed {seed}: {arrivals.Count} requests");
            Assert.All(arrivals, a => Assert.InRange(arrivals.Count(b => b.At > a.At - 5_000 && b.At <= a.At), 1, limit.Requests));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Two_owners_never_send_more_than_a_minute_allows(bool isKilled)
    {
        var limit = new MinuteWeightLimit("weight", 200);
        for (var seed = 1; seed <= Races; seed++)
        {
            var arrivals = new Race(seed, limit, cost: 5, isKilled).Run();
            output.WriteLine($"seed {seed}: {arrivals.Count} requests");
            Assert.All(arrivals.GroupBy(a => a.At / 60_000), minute => Assert.InRange(minute.Count() * 5, 1, limit.Weight));
        }
    }

    private sealed class Race
    {
        private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 5, 1, 12, 0, 40, TimeSpan.Zero));
        private readonly Random _random;
        private readonly RequestLimit _limit;
        private readonly int _cost;
        private readonly bool _isKilled;
        private readonly List<(long At, int Owner)> _arrivals = [];
        private (BudgetLease Lease, long At)? _stored;

        public Race(int seed, RequestLimit limit, int cost, bool isKilled) => (_random, _limit, _cost, _isKilled) = (new Random(seed), limit, cost, isKilled);

        private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

        public List<(long At, int Owner)> Run()
        {
            using var first = new Owner(1, this, BudgetClaim.None);
            var lost = Now + _random.Next(1_000, 25_000);
            while (Now < lost)
                Step(first);

            // The downing takes some seconds. An owner that is cut off continues until its lease ends.
            first.CanStore = false;
            var taken = Now + _random.Next(0, 12_000);
            while (Now < taken)
                Step(_isKilled ? null : first);

            var (lease, at) = _stored!.Value;
            using var second = new Owner(2, this, new BudgetClaim(lease.State, lease.Length - TimeSpan.FromMilliseconds(Now - at)));
            var end = Now + 45_000;
            while (Now < end)
                Step(_isKilled ? null : first, second);
            Assert.Contains(_arrivals, a => a.Owner == 2);
            return _arrivals;
        }

        private void Step(params Owner?[] owners)
        {
            foreach (var owner in owners)
                owner?.Step();
            _time.Advance(TimeSpan.FromMilliseconds(StepMs));
        }

        private sealed class Owner : IDisposable
        {
            private readonly int _name;
            private readonly Race _race;
            private readonly RequestBudget _budget;
            private readonly List<Task<RequestPermit?>> _waiting = [];
            private readonly PriorityQueue<RequestPermit, long> _underWay = new();
            private bool _wanted;
            private (BudgetLease Lease, long StoredAt, long AnsweredAt)? _asked;

            public Owner(int name, Race race, BudgetClaim before)
            {
                (_name, _race) = (name, race);
                _budget = new RequestBudget([race._limit], race._time);
                _budget.UseLeases(() => _wanted = true);
                _budget.Continue(before);
            }

            public bool CanStore { get; set; } = true;

            public void Step()
            {
                while (_underWay.TryPeek(out _, out var answer) && answer <= _race.Now)
                    _underWay.Dequeue().Answer();
                Store();
                for (var asked = _race._random.Next(3); asked > 0 && _waiting.Count < 30; asked--)
                    _waiting.Add(_budget.Ask(_race._cost));
                foreach (var granted in _waiting.Where(w => w.IsCompleted).ToList())
                {
                    var arrival = _race.Now + _race._random.Next(120);
                    _race._arrivals.Add((arrival, _name));
                    _underWay.Enqueue(granted.Granted(), arrival + _race._random.Next(120));
                    _waiting.Remove(granted);
                }
            }

            public void Dispose() => _budget.Dispose();

            /// <summary>The store writes some time after the request, and its answer arrives some time later.</summary>
            private void Store()
            {
                if (_asked is null && _wanted)
                {
                    _wanted = false;
                    var storedAt = _race.Now + _race._random.Next(300);
                    _asked = (_budget.ProposeLease(), storedAt, storedAt + _race._random.Next(200));
                }

                if (_asked is not { } asked || !CanStore)
                    return;
                if (_race.Now >= asked.StoredAt && _race._stored?.Lease != asked.Lease)
                    _race._stored = (asked.Lease, _race.Now);
                if (_race.Now < asked.AnsweredAt)
                    return;
                _asked = null;
                _budget.TakeLease(asked.Lease);
            }
        }
    }
}
