using Akka.Actor;

namespace CryptoFlow.Web.Sockets;

/// <summary>The forming candles of the subscriptions that asked for them.</summary>
internal sealed partial class SocketClientActor
{
    private void OnForming(HubProtocol.FormingFrame forming)
    {
        if (_subscriptions.TryGetValue(forming.Series, out var subscription) && subscription.State == SubscriptionState.Live
            && subscription.Forming?.Take(forming.Frame) is { } utf8)
            SendForming(subscription, utf8);
    }

    private void OnFormingOut(FormingOut sent)
    {
        if (_subscriptions.TryGetValue(sent.Series, out var subscription) && subscription.Id == sent.Id && subscription.Forming?.OnOut() is { } utf8)
            SendForming(subscription, utf8);
    }

    /// <summary>Sends a forming candle. If the outbox is full, only the message is dropped, because newer values follow soon.</summary>
    private void SendForming(Subscription subscription, ReadOnlyMemory<byte> utf8)
    {
        var (self, sent) = (Self, new FormingOut(subscription.Series, subscription.Id));
        if (!_outbox.TryAdd(new OutboundFrame(utf8, () => self.Tell(sent))))
            subscription.Forming!.Drop();
    }

    /// <summary>The connection has sent the message about the forming candle of this subscription.</summary>
    private sealed record FormingOut(SeriesKey Series, long Id);
}
