using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Api.Series;

/// <summary>The body of <c>POST /api/series</c>.</summary>
/// <param name="Exchange">binance, bybit or bitget.</param>
/// <param name="Symbol">The contract, as the exchange writes it.</param>
/// <param name="Tf">Only this interval, by name (15m) or in minutes (15). Absent: all intervals of the configuration.</param>
internal sealed record SeriesBody(
    string? Exchange = null,
    string? Symbol = null,
    [property: Description("The interval by name (15m) or in minutes; a number is taken as well. Absent: all intervals of the configuration.")] string? Tf = null)
{
    private const string Example = "{\"exchange\":\"binance\",\"symbol\":\"XRPUSDT\",\"tf\":\"15m\"}";

    /// <exception cref="InputException">The body is not JSON or not an object, or a member is wrong.</exception>
    public static Task<SeriesBody> ReadAsync(HttpRequest request, CancellationToken aborted) => JsonInput.ReadObjectAsync(
        request,
        new SeriesBody(),
        Example,
        static (body, member) => member.Name switch
        {
            "exchange" => body with { Exchange = JsonInput.Text(member) },
            "symbol" => body with { Symbol = JsonInput.Text(member) },
            "tf" => body with { Tf = member.Value.ValueKind == JsonValueKind.Number ? member.Value.GetRawText() : JsonInput.Text(member) },
            _ => throw new InputException($"'{SeriesInput.Quote(member.Name)}' is not a member; allowed are exchange, symbol and tf."),
        },
        aborted);

    /// <exception cref="InputException">A name is not allowed or missing.</exception>
    public NamedSeries ToSeries() => Exchange is null || Symbol is null
        ? throw new InputException($"The body must name exchange and symbol, such as {Example}.")
        : new NamedSeries(new Instrument(SeriesInput.Exchange(Exchange), SeriesInput.Symbol(Symbol)), Tf is null ? null : SeriesInput.Interval(Tf));
}

/// <summary>The series of a contract: one interval, or all.</summary>
/// <param name="Instrument">The contract.</param>
/// <param name="Interval">Null for all intervals.</param>
internal sealed record NamedSeries(Instrument Instrument, Interval? Interval)
{
    /// <summary>The key of a series in addresses and answers: <c>binance:BTCUSDT:15m</c>.</summary>
    public static string KeyOf(SeriesKey series) => $"{series.Exchange.ToWireName()}:{series.Symbol}:{series.Interval.Name}";

    /// <summary>Parses <c>binance:BTCUSDT:15m</c>, or <c>binance:BTCUSDT</c> for all intervals; exchange and symbol in any case.</summary>
    /// <exception cref="InputException">The text is not a key.</exception>
    public static NamedSeries Parse(string text) => text.Split(':') switch
    {
        [var exchange, var symbol] => new NamedSeries(new Instrument(SeriesInput.Exchange(exchange), SeriesInput.Symbol(symbol)), null),
        [var exchange, var symbol, var tf] => new NamedSeries(new Instrument(SeriesInput.Exchange(exchange), SeriesInput.Symbol(symbol)), SeriesInput.Interval(tf)),
        _ => throw new InputException($"'{SeriesInput.Quote(text)}' is not a series; a series is such as binance:XRPUSDT:15m, or binance:XRPUSDT for all its intervals."),
    };

    /// <summary>The named series among these intervals.</summary>
    public ImmutableArray<SeriesKey> Among(IEnumerable<Interval> all) =>
        Interval is { } one ? [new SeriesKey(Instrument, one)] : [.. all.Select(interval => new SeriesKey(Instrument, interval))];

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    public string Key => Interval is { } one ? KeyOf(new SeriesKey(Instrument, one)) : $"{Instrument.Exchange.ToWireName()}:{Instrument.Symbol}";
}
