using System.Globalization;
using System.Net;
using System.Text;
using CryptoFlow.Exchanges.Limits;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Exchanges;

/// <summary>An exchange with scripted answers. It records the requests.</summary>
internal sealed class StubExchange : HttpMessageHandler
{
    private readonly Queue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers = new();

    public StubExchange(Exchange exchange)
    {
        Exchange = exchange;
        Budget = ExchangeClients.CreateBudget(exchange, Time);
        Client = ExchangeClients.Create(exchange, new ClientSetup(new HttpClient(this), new Uri("http://exchange.test"), Budget, Time));
    }

    /// <summary>2026-05-01 12:00:30 UTC: the time of our clock and, unless an answer says otherwise, of the exchange's clock.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 5, 1, 12, 0, 30, TimeSpan.Zero);

    public Exchange Exchange { get; }

    public FakeTimeProvider Time { get; } = new(Start);

    public RequestBudget Budget { get; }

    public IExchangeClient Client { get; }

    /// <summary>Path and query of each request.</summary>
    public List<string> Asked { get; } = [];

    public StubExchange Answers(int status, string body, params (string Name, string Value)[] headers) =>
        Answers(status, Encoding.UTF8.GetBytes(body), headers);

    public StubExchange Answers(int status, byte[] body, params (string Name, string Value)[] headers) => Then(_ =>
    {
        var response = new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(body) };
        foreach (var (name, value) in headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return Task.FromResult(response);
    });

    public StubExchange Fails(Exception exception) => Then(_ => throw exception);

    public StubExchange NeverAnswers() => Then(async cancellation =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellation);
        throw new InvalidOperationException("not reached");
    });

    /// <summary>Answers with rows of OHLCV in the exchange's own envelope and order, at a time of its clock.</summary>
    public StubExchange AnswersCandles(Interval interval, IEnumerable<long> openTimes, DateTimeOffset? at = null)
    {
        var times = openTimes.ToArray();
        var now = at ?? Start;
        var ms = now.ToUnixTimeMilliseconds();
        return Exchange switch
        {
            Exchange.Binance => Answers(200, $"[{string.Join(',', times.Select(t => BinanceRow(t, interval)))}]", Date(now)),
            Exchange.Bybit => Answers(200, $$$"""{"retCode":0,"retMsg":"OK","result":{"symbol":"BTCUSDT","category":"linear","list":[{{{string.Join(',', times.Reverse().Select(Row))}}}]},"retExtInfo":{},"time":{{{ms}}}}"""),
            _ => Answers(200, $$"""{"code":"00000","msg":"success","requestTime":{{ms}},"data":[{{string.Join(',', times.Select(Row))}}]}"""),
        };
    }

    /// <summary>Answers with exactly these rows (oldest first), in the exchange's own envelope and order, at the current time.</summary>
    public StubExchange AnswersRows(IReadOnlyList<string> rows, string symbol = "BTCUSDT", string category = "linear")
    {
        var ms = Start.ToUnixTimeMilliseconds();
        return Exchange switch
        {
            Exchange.Binance => Answers(200, $"[{string.Join(',', rows)}]", Date(Start)),
            Exchange.Bybit => Answers(200, $$$"""{"retCode":0,"retMsg":"OK","result":{"symbol":"{{{symbol}}}","category":"{{{category}}}","list":[{{{string.Join(',', rows.Reverse())}}}]},"retExtInfo":{},"time":{{{ms}}}}"""),
            _ => Answers(200, $$"""{"code":"00000","msg":"success","requestTime":{{ms}},"data":[{{string.Join(',', rows)}}]}"""),
        };
    }

    /// <summary>A row in the exchange's own layout.</summary>
    public string RowAt(long time, Interval interval) => Exchange == Exchange.Binance ? BinanceRow(time, interval) : Row(time);

    public static (string Name, string Value) Date(DateTimeOffset time) => ("Date", time.ToString("R", CultureInfo.InvariantCulture));

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Asked.Add(request.RequestUri!.PathAndQuery);
        return _answers.TryDequeue(out var answer)
            ? answer(cancellationToken)
            : throw new InvalidOperationException($"The test did not expect the request {request.RequestUri}.");
    }

    private static string Row(long time) => $"""["{time}","100","110","90","105","12.5","1300"]""";

    private static string BinanceRow(long time, Interval interval) =>
        $"""[{time},"100","110","90","105","12.5",{time + interval.Milliseconds - 1},"1300",7,"7.3","760","0"]""";

    private StubExchange Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }
}
