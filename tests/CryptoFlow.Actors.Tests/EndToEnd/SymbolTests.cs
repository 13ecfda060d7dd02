using CryptoFlow.Collectors;
using CryptoFlow.Simulator;
using CryptoFlow.Simulator.Market;
using CryptoFlow.Testing;
using static CryptoFlow.Collectors.CollectorProtocol;

namespace CryptoFlow.EndToEnd;

/// <summary>Symbols that are listed later, symbols that the exchange lists but refuses, and symbols that the program cannot collect.</summary>
public sealed class SymbolTests
{
    /// <summary>Settings without regular syncs and searches during a test.</summary>
    private static readonly (string, string) NoPoll = ("Collector:PollIntervalSeconds", "3600");

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task A_symbol_that_begins_to_trade_gets_its_history_when_the_list_shows_it(Exchange exchange)
    {
        await using var scene = await CollectorScene.StartFilledAsync(Options(exchange, new SymbolOptions("ETHUSDT") { Status = InstrumentStatus.PreLaunch }, NoPoll));
        await scene.Host.CollectorAsync(exchange, c => c.UnknownSymbols.ContainsKey("ETHUSDT"));

        scene.Market.ChangeStatus(new StatusChange(ExchangeTruth.VenueOf(exchange), "ETHUSDT", InstrumentStatus.Trading));
        AskForTheList(scene, exchange);

        await scene.EqualAsync();
        await scene.Host.CollectorAsync(exchange, c => c.UnknownSymbols.IsEmpty);
    }

    [Theory]
    [InlineData(Exchange.Binance, "-1121")]
    [InlineData(Exchange.Bybit, "10001")]
    [InlineData(Exchange.Bitget, "40034")]
    public async Task A_symbol_that_is_listed_and_refused_is_named_in_the_exchanges_words_until_it_is_served(Exchange exchange, string code)
    {
        await using var scene = await CollectorScene.CreateAsync(Options(exchange, "ETHUSDT", ("Collector:PollIntervalSeconds", "1")));
        var venue = ExchangeTruth.VenueOf(exchange);
        scene.Market.ChangeStatus(new StatusChange(venue, "ETHUSDT", InstrumentStatus.Trading, RefusesCandles: true));
        await scene.StartHostAsync();

        await Testing.Poll.UntilAsync(scene.Host.HealthAsync, health => health.Reasons.Any(r =>
            r.StartsWith($"{exchange} lists ETHUSDT and refuses its candles (15m): {exchange}: HTTP ", StringComparison.Ordinal)
            && r.Contains(code, StringComparison.Ordinal)));
        await scene.FilledAsync();
        var run = await scene.Host.BackfillAsync(exchange, BackfillScope.All with { Symbol = "ETHUSDT" });
        Assert.Equal(BackfillPhase.Incomplete, run.Phase);
        Assert.Contains(code, run.LastError, StringComparison.Ordinal);

        scene.Market.ChangeStatus(new StatusChange(venue, "ETHUSDT", InstrumentStatus.Trading));
        await scene.EqualAsync();
        await scene.Host.CollectorAsync(exchange, c => c.RefusedSeries.IsEmpty);
    }

    [Theory]
    [InlineData(Exchange.Binance)]
    [InlineData(Exchange.Bybit)]
    [InlineData(Exchange.Bitget)]
    public async Task A_symbol_that_is_taken_off_the_list_is_named_soon_and_not_asked_for_again(Exchange exchange)
    {
        await using var scene = await CollectorScene.StartFilledAsync(Options(exchange, "ETHUSDT", ("Collector:PollIntervalSeconds", "1")));

        scene.Market.ChangeStatus(new StatusChange(ExchangeTruth.VenueOf(exchange), "ETHUSDT", InstrumentStatus.Closed));

        var state = await scene.Host.CollectorAsync(exchange, c => c.UnknownSymbols.ContainsKey("ETHUSDT"));
        Assert.Empty(state.RefusedSeries);
    }

    [Theory]
    [InlineData(Exchange.Binance, "HALTUSDT", "SETTLING")]
    [InlineData(Exchange.Bybit, "HALTUSDT", "Delivering")]
    [InlineData(Exchange.Bitget, "HALTUSDT", "limit_open")]
    [InlineData(Exchange.Binance, "NOPEUSDT", "unknown")]
    public async Task A_run_of_a_symbol_that_is_not_traded_is_refused_in_the_exchanges_words(Exchange exchange, string symbol, string status)
    {
        var options = Options(exchange, new SymbolOptions("HALTUSDT") { Status = InstrumentStatus.Delivering }, NoPoll);
        await using var scene = await CollectorScene.StartFilledAsync(options with { Symbols = ["BTCUSDT", "HALTUSDT", "NOPEUSDT"] });

        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New(), BackfillScope.All with { Symbol = symbol }));
        var others = await scene.Host.BackfillAsync(exchange);

        Assert.Equal((BackfillRefusal.NotTraded, $"{exchange} does not trade {symbol} (\"{status}\")."), (refused.Reason, refused.Detail));
        Assert.Equal(BackfillPhase.Completed, others.Phase);
        Assert.Contains(refused.Detail, others.LastError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_of_a_symbol_that_is_not_traded_says_so_although_it_was_asked_for_before_the_list_had_come()
    {
        await using var scene = await CollectorScene.CreateAsync(new SceneOptions { Symbols = ["BTCUSDT", "NOPEUSDT"], Periodic = false });
        await scene.StartHostAsync();

        var answer = await scene.Host.StartBackfillAsync(RunId.New(), BackfillScope.All with { Symbol = "NOPEUSDT" });

        var said = answer is BackfillRefused refused ? refused.Detail : (await scene.FilledAsync())[0].LastError;
        Assert.Equal("Binance does not trade NOPEUSDT (\"unknown\").", said);
    }

    [Theory]
    [InlineData("DOGEUSDT", null, "DOGEUSDT is not collected from binance; the collected symbols are in CryptoFlow:Exchanges:NAME:Symbols.")]
    [InlineData("BTCUSDT", 60, "No series of 1h of BTCUSDT is collected here; the collected intervals are in CryptoFlow:Collector:Timeframes, and in the list of added series.")]
    public async Task A_run_of_what_is_not_configured_names_the_key(string symbol, int? minutes, string sentence)
    {
        await using var scene = await CollectorScene.StartAsync(new SceneOptions { Periodic = false });
        var scope = BackfillScope.All with { Symbol = symbol, Interval = minutes is { } m ? new Market.Interval(m) : null };

        var refused = Assert.IsType<BackfillRefused>(await scene.Host.StartBackfillAsync(RunId.New(), scope));

        Assert.Equal((BackfillRefusal.NothingInScope, sentence), (refused.Reason, refused.Detail));
    }

    private static SceneOptions Options(Exchange exchange, SymbolOptions other, (string, string) poll)
    {
        var venue = new VenueOptions { Symbols = ["BTCUSDT", other] };
        return new SceneOptions
        {
            Exchanges = [exchange],
            Symbols = ["BTCUSDT", "ETHUSDT"],
            HistoryDays = 12,
            Settings = [poll],
            Market = new SimulatorOptions { StartMs = SceneOptions.Now, Speed = 0, Binance = venue, Bybit = venue, Bitget = venue },
        };
    }

    /// <summary>Asks for the list of contracts, as the collector does each minute while a symbol is left out.</summary>
    private static void AskForTheList(CollectorScene scene, Exchange exchange) =>
        scene.Host.System.ActorSelection($"/user/collectors/{exchange.ToWireName()}").Tell(ExchangeCollectorProtocol.StartDue.Instance);
}
