using System.Text.Json;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bitget;

/// <summary>
/// One connection to Bitget's public stream (docs/exchanges.md, Candle streams). The first message of a subscription has many rows. No
/// message says that a candle has closed: its last values come just before the first values of the next candle.
/// </summary>
internal sealed class BitgetStream(StreamRules rules, ExchangeMarket market) : IStreamProtocol
{
    private const int PolicyViolation = 1008;
    private const int LongestRequest = 4096;
    private const string Candle = "candle";

    public bool HasClosedFlag => false;

    public void Opened(IStreamClient client)
    {
    }

    public void Receive(byte[] text, IStreamClient client)
    {
        if (text.AsSpan().SequenceEqual("ping"u8))
        {
            client.Beat();
            if (!client.LeavesPingUnanswered())
                client.Reply("pong");
            return;
        }
        if (text.Length > LongestRequest || !ClientJson.TryParse(text, out var message, out _))
        {
            client.Reply(Error(null, 30002, "Illegal request", null));
            return;
        }

        var operation = message.Text("op");
        if (operation is not ("subscribe" or "unsubscribe"))
            client.Reply(Error(null, 30003, "Invalid op", operation));
        else if (message.List("args") is not { Count: > 0 } arguments)
            client.Reply(Error(null, 30016, "Param error", operation));
        else if (operation is "unsubscribe")
            Unsubscribe(arguments, client);
        else if (client.CountSubscribe())
            Subscribe(arguments, client);
        else
            TooMany(client, operation);
    }

    public void TooManyMessages(IStreamClient client)
    {
        client.Reply(Error(null, 30006, "Too many requests", null));
        client.Close(PolicyViolation, "Too many requests");
    }

    public Topic Renamed(Topic topic, string symbol) =>
        topic with { Name = new Argument(BitgetProduct.Usdt, topic.WireInterval, symbol).Json, Symbol = symbol };

    public void Write(JsonBody body, Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs)
    {
        body.Raw(kind is MessageKind.Snapshot ? "{\"action\":\"snapshot\",\"arg\":"u8 : "{\"action\":\"update\",\"arg\":"u8)
            .Text(topic.Name).Raw(",\"data\":["u8);
        foreach (ref readonly var row in rows)
            body.EightStrings(row);
        body.CloseList().Raw(",\"ts\":"u8).Number(nowMs).Raw("}"u8);
    }

    private void Subscribe(IReadOnlyList<JsonElement> arguments, IStreamClient client)
    {
        foreach (var argument in arguments)
        {
            var arg = Argument.Of(argument);
            if (arg is null || !arg.Channel.StartsWith(Candle, StringComparison.Ordinal) || BitgetGranularity.Find(arg.Channel[Candle.Length..]) is not { } granularity)
            {
                client.Reply(Error(arg, 30016, "Param error", "subscribe"));
                continue;
            }

            // A wrong product type is accepted, but no messages are sent for it.
            var isHere = BitgetProduct.IsUsdt(arg.Product);
            var topic = isHere ? new Topic(arg.Json, arg.Symbol, granularity.Interval, arg.Channel) : Topic.Silent(arg.Json);
            if ((isHere && market.Find(Venue.Bitget, arg.Symbol) is null or { HasNoCandles: true }) || client.Refuses(topic))
            {
                client.Reply(Error(arg, 30001, $"instType:{arg.Product},channel:{arg.Channel},instId:{arg.Symbol} doesn't exist", "subscribe"));
                continue;
            }
            if (client.Topics.Count >= rules.Topics && !client.Topics.Contains(arg.Json))
            {
                TooMany(client, "subscribe");
                return;
            }
            client.Reply($$"""{"event":"subscribe","arg":{{arg.Json}}}""");
            client.Topics.Add(topic);
        }
    }

    private static void Unsubscribe(IReadOnlyList<JsonElement> arguments, IStreamClient client)
    {
        foreach (var argument in arguments)
        {
            if (Argument.Of(argument) is not { } arg)
            {
                client.Reply(Error(null, 30016, "Param error", "unsubscribe"));
                continue;
            }
            client.Topics.Remove(arg.Json);
            client.Reply($$"""{"event":"unsubscribe","arg":{{arg.Json}}}""");
        }
    }

    private static void TooMany(IStreamClient client, string operation)
    {
        client.Reply(Error(null, 30007, "Request over limit, connection close", operation));
        client.Close(PolicyViolation, "Request over limit");
    }

    private static string Error(Argument? arg, int code, string message, string? operation) =>
        $$"""{"event":"error",{{(arg is null ? "" : $"\"arg\":{arg.Json},")}}"code":{{code}},"msg":"{{Escaped.Json(message)}}"{{(operation is null ? "" : $",\"op\":\"{Escaped.Json(operation)}\"")}}}""";

    /// <summary>One element of <c>args</c>.</summary>
    private sealed record Argument(string Product, string Channel, string Symbol)
    {
        /// <summary>The text of the exchange, which does not depend on the order of the client's members.</summary>
        public string Json { get; } =
            $$"""{"instType":"{{Escaped.Json(Product)}}","channel":"{{Escaped.Json(Channel)}}","instId":"{{Escaped.Json(Symbol)}}"}""";

        public static Argument? Of(JsonElement element) =>
            element.Text("instType") is { } product && element.Text("channel") is { } channel && element.Text("instId") is { } symbol
                ? new Argument(product, channel, symbol)
                : null;
    }
}
