using System.Text.Json;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Bybit;

/// <summary>
/// One connection to Bybit's public stream (docs/exchanges.md, Candle streams). A subscribe request with one wrong topic, or with a topic
/// that the client has already, is refused as a whole.
/// </summary>
internal sealed class BybitStream(string connectionId, IReadOnlyList<Instrument> instruments) : IStreamProtocol
{
    // All topics of a connection together, in characters.
    private const int LongestTopics = 21_000;

    public bool HasClosedFlag => true;

    public void Opened(IStreamClient client)
    {
    }

    public void Receive(byte[] text, IStreamClient client)
    {
        client.Beat();
        if (!ClientJson.TryParse(text, out var message, out _))
        {
            client.Reply(Refused("Params Error", "", ""));
            return;
        }

        var request = message.Text("req_id") ?? "";
        if (message.Text("op") is "ping")
        {
            if (!client.LeavesPingUnanswered())
                client.Reply(Answer(true, "pong", request, "ping"));
            return;
        }

        var topics = message.List("args") is { } list && list.All(a => a.ValueKind is JsonValueKind.String) ? list.Select(a => a.GetString()!).ToList() : null;
        client.Reply((message.Text("op"), topics) switch
        {
            ("subscribe", { Count: > 0 }) => Subscribe(topics, request, client),
            ("unsubscribe", { Count: > 0 }) => Unsubscribe(topics, request, client),
            (var operation, _) => Refused("Params Error", request, operation ?? ""),
        });
    }

    public void TooManyMessages(IStreamClient client)
    {
        // The exchange's message does not name the limit.
    }

    public Topic Renamed(Topic topic, string symbol) => topic with { Name = $"kline.{topic.WireInterval}.{symbol}", Symbol = symbol };

    public void Write(JsonBody body, Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs)
    {
        ref readonly var row = ref rows[^1];
        body.Text($$"""{"topic":"{{topic.Name}}","data":[{"start":""").Number(row.OpenTime)
            .Raw(",\"end\":"u8).Number(topic.Interval!.Next(row.OpenTime) - 1)
            .Text($$""","interval":"{{topic.WireInterval}}","open":""").Quoted(row.Open)
            .Raw(",\"close\":"u8).Quoted(row.Close)
            .Raw(",\"high\":"u8).Quoted(row.High)
            .Raw(",\"low\":"u8).Quoted(row.Low)
            .Raw(",\"volume\":"u8).Quoted(row.Volume)
            .Raw(",\"turnover\":"u8).Quoted(row.QuoteVolume)
            .Raw(kind is MessageKind.Closing ? ",\"confirm\":true"u8 : ",\"confirm\":false"u8)
            .Raw(",\"timestamp\":"u8).Number(nowMs)
            .Raw("}],\"ts\":"u8).Number(nowMs)
            .Raw(",\"type\":\"snapshot\"}"u8);
    }

    private string Subscribe(IReadOnlyList<string> names, string request, IStreamClient client)
    {
        var topics = new List<Topic>();
        foreach (var name in names)
        {
            if (client.Topics.Contains(name) || topics.Any(t => t.Name == name))
                return Refused($"error:already subscribed,topic:{name}", request, "subscribe");
            if (Find(name) is not { } topic || client.Refuses(topic))
                return Refused($"error:handler not found,topic:{name}", request, "subscribe");
            topics.Add(topic);
        }
        if (client.Topics.Names.Sum(n => n.Length) + names.Sum(n => n.Length) > LongestTopics)
            return Refused("Params Error", request, "subscribe");

        topics.ForEach(client.Topics.Add);
        return Answer(true, "", request, "subscribe");
    }

    private string Unsubscribe(IReadOnlyList<string> names, string request, IStreamClient client)
    {
        foreach (var name in names)
            client.Topics.Remove(name);
        return Answer(true, "", request, "unsubscribe");
    }

    private Topic? Find(string name) =>
        name.Split('.') is ["kline", var interval, var symbol] && BybitIntervals.Find(interval) is { } known && instruments.Any(i => i.Symbol == symbol && !i.HasNoCandles)
            ? new Topic(name, symbol, known, interval)
            : null;

    private string Refused(string problem, string request, string operation) => Answer(false, problem, request, operation);

    private string Answer(bool success, string message, string request, string operation) =>
        $$"""{"success":{{(success ? "true" : "false")}},"ret_msg":"{{Escaped.Json(message)}}","conn_id":"{{connectionId}}","req_id":"{{Escaped.Json(request)}}","op":"{{Escaped.Json(operation)}}"}""";
}
