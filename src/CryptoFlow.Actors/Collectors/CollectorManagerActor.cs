using Akka.Actor;

namespace CryptoFlow.Collectors;

/// <summary>Owns one collector per exchange. (Built next.)</summary>
public sealed class CollectorManagerActor : ReceiveActor
{
}
