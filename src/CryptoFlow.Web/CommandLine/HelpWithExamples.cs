using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CryptoFlow.Web.CommandLine;

/// <summary>Prints the parser's help, then examples of the command.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private const string Program = "dotnet run --project src/CryptoFlow.Web --";

    private static readonly Dictionary<string, string[]> Examples = new(StringComparer.Ordinal)
    {
        ["backfill"] =
        [
            $"{Program} backfill",
            $"{Program} backfill --exchange binance --symbol BTCUSDT --tf 15m --days 30",
            $"{Program} backfill --json > backfill.json",
        ],
        ["series"] =
        [
            $"{Program} series add --symbol BINANCE:XRPUSDT --dry-run",
            $"{Program} series list",
        ],
        ["add"] =
        [
            $"{Program} series add --symbol BINANCE:XRPUSDT",
            $"{Program} series add --symbol BYBIT:BTCUSDT --tf 5m --dry-run",
        ],
        ["remove"] =
        [
            $"{Program} series remove --symbol BINANCE:XRPUSDT",
            $"{Program} series remove --symbol BYBIT:BTCUSDT --tf 5m --delete-candles",
        ],
        ["list"] =
        [
            $"{Program} series list",
            $"{Program} series list --json > series.json",
        ],
        ["import"] =
        [
            $"{Program} import --csv BTCUSDT-15m-2024-01.zip --symbol BINANCE:BTCUSDT --tf 15m",
            $"{Program} import --csv candles.csv.gz --symbol BYBIT:ETHUSDT --tf 1h --dry-run",
            $"cat 2023.csv 2024.csv | {Program} import --csv - --symbol BINANCE:MYBTC --tf 5m --database backtest.db --json",
            $"{Program} import --db old/candles.db",
        ],
        ["export"] =
        [
            $"{Program} export --symbol BINANCE:BTCUSDT --tf 15m --out btc.csv",
            $"{Program} export --symbol BINANCE:BTCUSDT --tf 1w --from 2024-01-01 --to 2025-01-01 --out btc-weeks.parquet",
            $"{Program} export --format parquet --out exports",
        ],
        ["backtest"] =
        [
            $"{Program} backtest --symbol BINANCE:BTCUSDT",
            $"{Program} backtest --symbol BINANCE:BTCUSDT --from 2025-09-01 --audit --html report.html",
            $"{Program} backtest --symbol BYBIT:ETHUSDT --json > backtest.json",
        ],
        ["backup"] =
        [
            $"{Program} backup --out /backup/candles-2026-01-31.db",
            $"{Program} backup --out /backup/candles.db --database /srv/cryptoflow.db --json",
            $"{Program} backup --check /backup/candles-2026-01-31.db",
        ],
        ["restore"] =
        [
            $"{Program} restore --from /backup/candles-2026-01-31.db --dry-run",
            $"{Program} restore --from /backup/candles-2026-01-31.db --database /srv/cryptoflow.db",
        ],
        ["verify"] =
        [
            $"{Program} verify",
            $"{Program} verify --symbol BINANCE:BTCUSDT --against-exchange",
            $"{Program} verify --repair",
            $"{Program} verify --compare backup.db --json > verify.json",
        ],
        ["retention"] =
        [
            $"{Program} retention --dry-run",
            $"{Program} retention --CryptoFlow:Retention:15m=730",
            $"{Program} retention --dry-run --json > retention.json",
        ],
        ["ops"] =
        [
            $"{Program} ops help",
            $"{Program} ops db why --at 03:12",
            $"{Program} ops collector pause binance --yes",
            $"{Program} ops db status --json --server http://localhost:3100",
        ],
    };

    private static readonly string[] RootExamples =
    [
        Program,
        $"{Program} --demo",
        $"{Program} --demo --demo-speed 10",
        $"{Program} --database /srv/cryptoflow.db --urls http://localhost:3100",
        $"{Program} --CryptoFlow:Collector:HistoryDays=365 --CryptoFlow:Exchanges:bitget:Enabled=false",
    ];

    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in Examples.GetValueOrDefault(parseResult.CommandResult.Command.Name, RootExamples))
            output.WriteLine($"  {example}");
        output.WriteLine();
        return result;
    }
}
