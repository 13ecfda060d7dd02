using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The actors of one type.</summary>
/// <param name="Actor">The name of the type, or <see cref="ActorCounts.OfAkka"/>.</param>
/// <param name="Live">Actors that have started and have not stopped.</param>
/// <param name="Starts">Actors that have started. A restart is no start.</param>
/// <param name="Restarts">Restarts by supervisors.</param>
internal readonly record struct ActorCount(string Actor, int Live, long Starts, long Restarts);

/// <summary>
/// Counts the live, started and restarted actors of this process by their type. The actors of Akka and of other libraries count as one type, so only this program's
/// types add time series. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Akka reports the stop of an actor whose constructor has failed, but not its start. It also reports the stop of actors that started before the counting. So this
/// class keeps references of the live actors, and ignores the stop of any other actor.
/// </remarks>
internal sealed class ActorCounts
{
    /// <summary>The name under which the actors of all libraries are counted.</summary>
    public const string OfAkka = "akka";

    private const string OwnNamespace = nameof(CryptoFlow);

    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _live = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Type, Tally> _byType = [];
    private readonly SortedDictionary<string, Tally> _byName = new(StringComparer.Ordinal) { [OfAkka] = new Tally() };

    /// <summary>The counts of all types that have been seen, ordered by name.</summary>
    public ImmutableArray<ActorCount> Now
    {
        get
        {
            lock (_gate)
                return [.. _byName.Select(t => new ActorCount(t.Key, t.Value.Live, t.Value.Starts, t.Value.Restarts))];
        }
    }

    public void Started(IActorRef actor, Type type)
    {
        lock (_gate)
        {
            var tally = Of(type);
            tally.Starts++;
            if (_live.Add(actor))
                tally.Live++;
        }
    }

    public void Stopped(IActorRef actor, Type type)
    {
        lock (_gate)
        {
            if (_live.Remove(actor))
                Of(type).Live--;
        }
    }

    public void Restarted(Type type)
    {
        lock (_gate)
            Of(type).Restarts++;
    }

    private Tally Of(Type type)
    {
        if (_byType.TryGetValue(type, out var tally))
            return tally;
        var name = IsOwn(type) ? type.Name : OfAkka;
        if (!_byName.TryGetValue(name, out tally))
            _byName[name] = tally = new Tally();
        return _byType[type] = tally;
    }

    private static bool IsOwn(Type type) =>
        type.Namespace is { } name && name.StartsWith(OwnNamespace, StringComparison.Ordinal) && (name.Length == OwnNamespace.Length || name[OwnNamespace.Length] == '.');

    private sealed class Tally
    {
        public int Live { get; set; }

        public long Starts { get; set; }

        public long Restarts { get; set; }
    }
}
