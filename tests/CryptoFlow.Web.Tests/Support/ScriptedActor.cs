using Akka.Actor;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Replaces an actor of the system. A script maps each message to an answer; null: no answer.</summary>
internal sealed class ScriptedActor : ReceiveActor
{
    public ScriptedActor(Func<object, object?> script) => ReceiveAny(message =>
    {
        if (script(message) is { } reply)
            Sender.Tell(reply);
    });
}
