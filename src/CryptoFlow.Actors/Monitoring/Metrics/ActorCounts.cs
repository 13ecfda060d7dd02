using System.Collections.Immutable;
using Akka.Actor;

namespace CryptoFlow.Monitoring.Metrics;

/// <summary>The actors of one type.</summary>
/// <param name="Actor">The name of the type, or <see cref="ActorCounts.OfAkka"/>.</param>
/// <param name="Live">Actors that have started and have not stopped.</param>
/// <param name="Starts">Actors that have started. A restart is no start.</param>
/// <param name="Restarts">Restarts by a supervisor.</param>
internal readonly record struct ActorCount(string Actor, int Live, long Starts, long Restarts);

/// <summary>
/// Counts the live, started and restarted actors of this process by their type. The actors of Akka and of other libraries count as one type, so the number of types is
/// bounded by this program. Safe for concurrent use.
/// </summary>
/// <remarks>
/// Akka reports the stop of an actor whose constructor has failed, but no start. Actors that have started before the counting began stop, too. So the live actors are
/// kept by reference, and the stop of an actor that is not among them counts nothing.
/// </remarks>
internal sealed class ActorCounts
{
    /// <summary>The name under which the actors of all libraries are counted.</summary>
    public const string OfAkka = "akka";

    private const string OwnNamespace = nameof(CryptoFlow);

    private readonly Lock _gate = new();
    private readonly HashSet<IActorRef> _live = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, ActorCount> _counts = new() { [OfAkka] = new(OfAkka, 0, 0, 0) };

    /// <summary>The counts of all types that have been seen, ordered by name.</summary>
    public ImmutableArray<ActorCount> Now
    {
        get
        {
            lock (_gate)
                return [.. _counts.Values.OrderBy(c => c.Actor, StringComparer.Ordinal)];
        }
    }

    public void Started(IActorRef actor, Type type)
    {
        lock (_gate)
        {
            var count = Of(type);
            _counts[count.Actor] = count with { Live = _live.Add(actor) ? count.Live + 1 : count.Live, Starts = count.Starts + 1 };
        }
    }

    public void Stopped(IActorRef actor, Type type)
    {
        lock (_gate)
        {
            if (!_live.Remove(actor))
                return;
            var count = Of(type);
            _counts[count.Actor] = count with { Live = count.Live - 1 };
        }
    }

    public void Restarted(Type type)
    {
        lock (_gate)
        {
            var count = Of(type);
            _counts[count.Actor] = count with { Restarts = count.Restarts + 1 };
        }
    }

    private ActorCount Of(Type type)
    {
        var name = IsOwn(type) ? type.Name : OfAkka;
        return _counts.GetValueOrDefault(name, new ActorCount(name, 0, 0, 0));
    }

    private static bool IsOwn(Type type) =>
        type.Namespace is { } name && name.StartsWith(OwnNamespace, StringComparison.Ordinal) && (name.Length == OwnNamespace.Length || name[OwnNamespace.Length] == '.');
}
