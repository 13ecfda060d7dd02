using Akka.Actor;

namespace CryptoFlow.Web.Tests.Support;

/// <summary>Stands where an actor of the system stands: answers with what the script makes of a message, or not at all.</summary>
internal sealed class ScriptedActor : ReceiveActor
{
    public ScriptedActor(Func<object, object?> script) => ReceiveAny(message =>
    {
        if (script(message) is { } reply)
            Sender.Tell(reply);
    });
}
