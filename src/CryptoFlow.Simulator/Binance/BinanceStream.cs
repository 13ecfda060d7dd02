using System.Text.Json;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Simulator.Streams;
using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Binance;

/// <summary>One connection to Binance's streams (docs/exchanges.md, Candle streams). An unknown name is accepted, but no messages are sent for it.</summary>
internal sealed class BinanceStream(StreamRules rules, bool sendsCandles, bool isCombined, IReadOnlyList<string> names) : IStreamProtocol
{
    private const int PolicyViolation = 1008;

    // A longer request is ignored.
    private const int LongestRequest = 4096;
    private const string Methods = "`SUBSCRIBE`, `UNSUBSCRIBE`, `LIST_SUBSCRIPTIONS`, `SET_PROPERTY`, `GET_PROPERTY`";

    private bool _isCombined = isCombined;

    public bool HasClosedFlag => true;

    public void Opened(IStreamClient client) => Subscribe(names, client);

    public void Receive(byte[] text, IStreamClient client)
    {
        if (text.Length > LongestRequest)
            return;
        if (!ClientJson.TryParse(text, out var message, out var error))
        {
            client.Reply($$"""{"code":3,"msg":"Invalid JSON: expected value at line {{error!.LineNumber + 1}} column {{error.BytePositionInLine + 1}}"}""");
            return;
        }
        if (message.Text("method") is not { } method)
            client.Reply(Invalid("missing field `method` at line 1 column 1"));
        else if (!message.TryGetProperty("id", out var sent) || sent.ValueKind is not JsonValueKind.Number || !sent.TryGetUInt64(out var id))
            client.Reply(Invalid("request ID must be an unsigned integer"));
        else
            Answer(method, message, id, client);
    }

    public void TooManyMessages(IStreamClient client) => client.Close(PolicyViolation, "Too many requests");

    // The name of the stream is unchanged. Only the event has the other contract.
    public Topic Renamed(Topic topic, string symbol) => topic with { Symbol = symbol };

    public void Write(JsonBody body, Topic topic, ReadOnlySpan<Candle> rows, MessageKind kind, long nowMs)
    {
        if (_isCombined)
            body.Text($$"""{"stream":"{{topic.Name}}","data":""");
        ref readonly var row = ref rows[^1];
        var firstTrade = FirstTrade(row);
        body.Raw("{\"e\":\"kline\",\"E\":"u8).Number(nowMs).Text($$""","s":"{{topic.Symbol}}","k":{"t":""").Number(row.OpenTime)
            .Raw(",\"T\":"u8).Number(topic.Interval!.Next(row.OpenTime) - 1)
            .Text($$""","s":"{{topic.Symbol}}","i":"{{topic.WireInterval}}","f":""").Number(firstTrade)
            .Raw(",\"L\":"u8).Number(row.Trades > 0 ? firstTrade + row.Trades - 1 : -1)
            .Raw(",\"o\":"u8).Quoted(row.Open)
            .Raw(",\"c\":"u8).Quoted(row.Close)
            .Raw(",\"h\":"u8).Quoted(row.High)
            .Raw(",\"l\":"u8).Quoted(row.Low)
            .Raw(",\"v\":"u8).Quoted(row.Volume)
            .Raw(",\"n\":"u8).Number(row.Trades)
            .Raw(kind is MessageKind.Closing ? ",\"x\":true"u8 : ",\"x\":false"u8)
            .Raw(",\"q\":"u8).Quoted(row.QuoteVolume)
            .Raw(",\"V\":"u8).Quoted(row.TakerBuyVolume)
            .Raw(",\"Q\":"u8).Quoted(row.TakerBuyQuoteVolume)
            .Raw(",\"B\":\"0\"}}"u8);
        if (_isCombined)
            body.Raw("}"u8);
    }

    // The ids of trades are invented: they grow with time, and a candle has as many ids as trades.
    private static long FirstTrade(in Candle row) => row.Trades > 0 ? row.OpenTime / 60_000 * 100_000 : -1;

    private void Answer(string method, JsonElement message, ulong id, IStreamClient client)
    {
        switch (method)
        {
            case "SUBSCRIBE" or "UNSUBSCRIBE" when message.List("params") is not { } list || list.Any(p => p.ValueKind is not JsonValueKind.String):
                client.Reply(Error(2, "Invalid request: params must be a list of names", id));
                break;
            case "SUBSCRIBE" when message.List("params")!.Any(p => client.Refuses(TopicOf(p.GetString()!))):
                client.Reply(Error(2, "Invalid request: too many parameters", id));
                break;
            case "SUBSCRIBE":
                if (Subscribe(message.List("params")!.Select(p => p.GetString()!), client))
                    client.Reply(Result("null", id));
                break;
            case "UNSUBSCRIBE":
                foreach (var name in message.List("params")!)
                    client.Topics.Remove(name.GetString()!);
                client.Reply(Result("null", id));
                break;
            case "LIST_SUBSCRIPTIONS":
                client.Reply(Result("[" + string.Join(',', client.Topics.Names.Select(n => $"\"{Escaped.Json(n)}\"")) + "]", id));
                break;
            case "SET_PROPERTY" or "GET_PROPERTY":
                client.Reply(Property(method, message.List("params") ?? [], id));
                break;
            default:
                client.Reply(Error(2, $"Invalid request: unknown variant `{method}`, expected one of {Methods} at line 1 column {"{\"method\":\"".Length + method.Length + 1}", id));
                break;
        }
    }

    private string Property(string method, IReadOnlyList<JsonElement> parameters, ulong id)
    {
        if (parameters is not [{ ValueKind: JsonValueKind.String } name, ..])
            return Error(2, "Invalid request: property name must be a string", id);
        if (name.GetString() is not "combined")
            return Error(0, "Unknown property", id);
        if (method is "GET_PROPERTY")
            return Result(_isCombined ? "true" : "false", id);
        if (parameters is not [_, { ValueKind: JsonValueKind.True or JsonValueKind.False } value])
            return Error(1, "Invalid value type: expected Boolean", id);
        _isCombined = value.GetBoolean();
        return Result("null", id);
    }

    private bool Subscribe(IEnumerable<string> names, IStreamClient client)
    {
        foreach (var name in names)
        {
            if (client.Topics.Count >= rules.Topics && !client.Topics.Contains(name))
            {
                client.Reply("""{"error":{"code":4,"msg":"Too many subscriptions"}}""");
                client.Close(PolicyViolation, "Too many subscriptions");
                return false;
            }
            client.Topics.Add(TopicOf(name));
        }
        return true;
    }

    private Topic TopicOf(string name)
    {
        const string kline = "@kline_";
        var at = name.IndexOf(kline, StringComparison.Ordinal);
        if (!sendsCandles || at < 0 || BinanceIntervals.Find(name[(at + kline.Length)..]) is not { } interval)
            return Topic.Silent(name);
        var symbol = name[..at];
        return symbol.Any(char.IsUpper)
            ? Topic.Silent(name)
            : new Topic(name, symbol.ToUpperInvariant(), interval, name[(at + kline.Length)..]);
    }

    private static string Result(string result, ulong id) => $$"""{"result":{{result}},"id":{{id}}}""";

    private static string Error(int code, string message, ulong id) => $$"""{"code":{{code}},"msg":"{{Escaped.Json(message)}}","id":{{id}}}""";

    // A request without a usable id gets an error without an id.
    private static string Invalid(string problem) => $$"""{"code":2,"msg":"Invalid request: {{Escaped.Json(problem)}}"}""";
}
