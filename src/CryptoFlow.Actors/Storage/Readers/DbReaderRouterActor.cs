using Akka.Actor;

namespace CryptoFlow.Storage.Readers;

/// <summary>(Built next.)</summary>
public sealed class DbReaderRouterActor : ReceiveActor
{
}
