using Akka.Actor;

namespace CryptoFlow.Monitoring;

/// <summary>(Built next.)</summary>
public sealed class DbMonitorActor : ReceiveActor
{
}
