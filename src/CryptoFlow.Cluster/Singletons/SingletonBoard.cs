using System.Collections.Concurrent;
using Akka.Actor;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>The singletons that run on this node, with their top actors. One per process. Safe for concurrent use.</summary>
public sealed class SingletonBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (IActorRef Top, long Since)> _here = new();

    /// <summary>The top actor of a singleton that runs here; nobody if it does not.</summary>
    public IActorRef Find(string name) => _here.TryGetValue(name, out var here) ? here.Top : ActorRefs.Nobody;

    /// <summary>Since when a singleton runs here, ms UTC; null if it does not.</summary>
    public long? SinceOf(string name) => _here.TryGetValue(name, out var here) ? here.Since : null;

    internal void Started(string name, IActorRef top) => _here[name] = (top, time.GetUtcNow().ToUnixTimeMilliseconds());

    internal void Stopped(string name) => _here.TryRemove(name, out _);
}
