using System.CommandLine;
using CryptoFlow.Simulator.Limits;

namespace CryptoFlow.Simulator.CommandLine;

/// <summary>The program: starts a simulator with the options of the command line, prints its addresses, and runs until it is stopped.</summary>
internal sealed class SimulatorCommand
{
    private readonly Option<int> _binancePort = Port("--binance-port", "Port of Binance USD-M futures.");
    private readonly Option<int> _bybitPort = Port("--bybit-port", "Port of Bybit v5.");
    private readonly Option<int> _bitgetPort = Port("--bitget-port", "Port of Bitget v2.");
    private readonly Option<int> _controlPort = Port("--control-port", "Port of the control API.");
    private readonly Option<string[]> _binanceSymbols = Symbols("--binance-symbols", "Contracts of Binance.");
    private readonly Option<string[]> _bybitSymbols = Symbols("--bybit-symbols", "Contracts of Bybit.");
    private readonly Option<string[]> _bitgetSymbols = Symbols("--bitget-symbols", "Contracts of Bitget.");
    private readonly Option<int> _seed = new("--seed") { Description = "Seed of the synthetic market and of all random choices.", DefaultValueFactory = _ => 1 };
    private readonly Option<double> _speed = new("--speed") { Description = "Simulated milliseconds in a real one; 0 stops the clock.", DefaultValueFactory = _ => 1 };
    private readonly Option<long?> _now = new("--now") { Description = "Simulated time at the start, ms UTC. Default: now, or the end of the CSV data." };
    private readonly Option<string?> _csv = new("--csv") { Description = "Folder of real candles to serve instead of a synthetic market." };
    private readonly Option<bool> _noLimits = new("--no-limits") { Description = "Count requests, but refuse none." };
    private readonly Option<int> _latency = new("--latency-ms") { Description = "Delay before each answer, ms." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the addresses as one line of JSON." };

    public RootCommand Build()
    {
        var root = new RootCommand("A local stand-in for the public candle endpoints of Binance USD-M, Bybit v5 linear and Bitget v2 mix futures.")
        {
            _binancePort, _bybitPort, _bitgetPort, _controlPort, _binanceSymbols, _bybitSymbols, _bitgetSymbols,
            _seed, _speed, _now, _csv, _noLimits, _latency, _json,
        };
        root.SetAction(RunAsync);
        return root;
    }

    private async Task<int> RunAsync(ParseResult arguments, CancellationToken stop)
    {
        try
        {
            var options = Options(arguments);
            await using var simulator = await ExchangeSimulator.StartAsync(options, stop);
            Announce(simulator, arguments.GetValue(_json));
            await Task.Delay(Timeout.InfiniteTimeSpan, options.TimeProvider, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return 0;
        }
        catch (Exception wrong) when (wrong is IOException or InvalidDataException or ArgumentException)
        {
            // For example, a port is in use, a folder does not exist, or a speed is below zero.
            await Console.Error.WriteLineAsync(wrong.Message);
            return 1;
        }
    }

    private SimulatorOptions Options(ParseResult arguments)
    {
        var defaults = new SimulatorOptions();
        return defaults with
        {
            Binance = Venue(defaults.Binance, _binancePort, _binanceSymbols),
            Bybit = Venue(defaults.Bybit, _bybitPort, _bybitSymbols),
            Bitget = Venue(defaults.Bitget, _bitgetPort, _bitgetSymbols),
            ControlPort = arguments.GetValue(_controlPort),
            Seed = arguments.GetValue(_seed),
            Speed = arguments.GetValue(_speed),
            StartMs = arguments.GetValue(_now),
            CsvFolder = arguments.GetValue(_csv),
            Limits = new LimitOptions { Enforced = !arguments.GetValue(_noLimits) },
            Latency = TimeSpan.FromMilliseconds(arguments.GetValue(_latency)),
        };

        VenueOptions Venue(VenueOptions otherwise, Option<int> port, Option<string[]> symbols) => otherwise with
        {
            Port = arguments.GetValue(port),
            Symbols = arguments.GetValue(symbols) is { Length: > 0 } chosen ? [.. chosen.Select(s => new SymbolOptions(s))] : otherwise.Symbols,
        };
    }

    private static void Announce(ExchangeSimulator simulator, bool asJson)
    {
        (string Name, Uri Address)[] addresses =
        [
            ("binance", simulator.BaseAddress(Simulator.Venue.Binance)),
            ("bybit", simulator.BaseAddress(Simulator.Venue.Bybit)),
            ("bitget", simulator.BaseAddress(Simulator.Venue.Bitget)),
            ("control", simulator.ControlAddress),
        ];
        Console.WriteLine(asJson
            ? "{" + string.Join(',', addresses.Select(a => $"\"{a.Name}\":\"{Text(a.Address)}\"")) + "}"
            : string.Join('\n', addresses.Select(a => $"{a.Name,-8} {Text(a.Address)}")));
    }

    private static string Text(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static Option<int> Port(string name, string description) =>
        new(name) { Description = description + " 0: a free one." };

    private static Option<string[]> Symbols(string name, string description) =>
        new(name) { Description = description + " Default: the usual ones.", AllowMultipleArgumentsPerToken = true };
}
