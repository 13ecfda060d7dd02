using System.Collections.Concurrent;
using Akka.Actor;

namespace CryptoFlow.Cluster.Singletons;

/// <summary>The singletons that run on this node, with their top actors. One per process. Safe for concurrent use.</summary>
public sealed class SingletonBoard(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, (IActorRef Top, long Since)> _here = new();

    /// <summary>The top actor of a singleton that runs on this node; nobody if it runs elsewhere.</summary>
    public IActorRef Find(string name) => _here.TryGetValue(name, out var here) ? here.Top : ActorRefs.Nobody;

    /// <summary>When a singleton has started on this node, ms UTC; null if it runs elsewhere.</summary>
    public long? SinceOf(string name) => _here.TryGetValue(name, out var here) ? here.Since : null;

    internal void Started(string name, IActorRef top) => _here[name] = (top, time.GetUtcNow().ToUnixTimeMilliseconds());

    internal void Stopped(string name) => _here.TryRemove(name, out _);
}
