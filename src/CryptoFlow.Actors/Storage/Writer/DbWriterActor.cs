using Akka.Actor;

namespace CryptoFlow.Storage.Writer;

/// <summary>(Built next.)</summary>
public sealed class DbWriterActor : ReceiveActor
{
}
