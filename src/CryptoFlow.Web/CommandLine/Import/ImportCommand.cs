using System.CommandLine;
using System.CommandLine.Parsing;
using CryptoFlow.Import;
using CryptoFlow.Web.Api;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>What is to be imported.</summary>
internal sealed record ImportOrder(string File, SeriesKey Series, bool DryRun);

/// <summary>
/// <c>import</c>: takes over candles of a CSV file through the one writer, which is that of the server where one has the file. Rows that cannot be closed
/// candles are reported and left out; where there are any it ends with 1.
/// </summary>
internal sealed class ImportCommand(CommandEnvironment environment)
{
    public static Command Describe(CommandEnvironment environment, IReadOnlyList<string> configuration, Option<string> database)
    {
        var csv = new Option<string>("--csv") { Description = "The file: plain, gzip, or a zip archive with one file in it; - is standard input.", HelpName = "FILE", Required = true };
        CommandOptions.RefuseEmpty(csv, "it names the file to read; - is standard input.");
        var symbol = new Option<string>("--symbol") { Description = "Whose candles they are, such as BINANCE:BTCUSDT; the symbol need not be listed or collected.", HelpName = "EXCHANGE:SYMBOL", Required = true };
        var tf = new Option<string>("--tf") { Description = "The interval of the candles: 15m, 1h, 4h, 1d, … or minutes; it need not be collected.", HelpName = "INTERVAL", Required = true };
        var dryRun = new Option<bool>("--dry-run") { Description = "Only read and check the rows; no database is touched." };
        var json = new Option<bool>("--json") { Description = "Print nothing but one JSON object at the end." };
        var command = new Command(
            "import",
            "Imports candles from a CSV file: open_time,open,high,low,close,volume, or all of Binance's raw columns, or any order under a header line.\n"
            + "Times are s, ms or us since 1970, or ISO 8601 (UTC where no offset is given). Rows that cannot be closed candles are reported and left out; then the exit code is 1.\n"
            + "Importing a file again changes nothing. Where a server has the database it goes through that server, with its key (CryptoFlow:Api:Key).")
        {
            csv, symbol, tf, dryRun, json,
        };
        command.Validators.Add(result => Check(result, symbol, text => SeriesOf(text, "15")));
        command.Validators.Add(result => Check(result, tf, text => SeriesOf("BINANCE:BTCUSDT", text)));
        command.SetAction((parsed, cancellation) => new ImportCommand(environment).RunAsync(
            parsed.GetValue(database) is { } path ? [.. configuration, $"--CryptoFlow:Database:Path={path}"] : [.. configuration],
            new ImportOrder(parsed.GetValue(csv)!, SeriesOf(parsed.GetValue(symbol)!, parsed.GetValue(tf)!), parsed.GetValue(dryRun)),
            parsed.GetValue(json),
            cancellation));
        return command;
    }

    private async Task<int> RunAsync(string[] args, ImportOrder order, bool json, CancellationToken cancellation)
    {
        CandleImport? import = null;
        try
        {
            await using var source = await ImportFile.OpenAsync(order.File, environment, cancellation);
            await using var target = order.DryRun ? null : await ChooseAsync(args, cancellation);
            if (target is not null)
                await target.StartAsync(cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation, target?.Stopping ?? CancellationToken.None);

            import = new CandleImport(source, order.Series, target, environment.Time.GetUtcNow().ToUnixTimeMilliseconds());
            var report = Report(json);
            var summary = await report.FollowAsync(order, source, import, stop.Token);
            report.End(order, summary);
            if (summary.Candles > 0)
                return summary.Rejected == 0 ? ExitCodes.Success : ExitCodes.Failure;
            return await FailAsync([$"{order.File}: there is no closed candle of {order.Series} in it; nothing was imported."], null);
        }
        catch (OperationCanceledException)
        {
            return await FailAsync(["Interrupted."], import);
        }
        catch (InvalidDataException unreadable)
        {
            return await FailAsync([$"{order.File}: {unreadable.Message}"], import);
        }
        catch (Exception failure) when (StartFailures.Explain(failure) is { } sentences)
        {
            return await FailAsync(sentences, import);
        }
    }

    private async Task<int> FailAsync(IEnumerable<string> sentences, CandleImport? import)
    {
        foreach (var sentence in sentences)
            await environment.Error.WriteLineAsync(sentence);
        if (import?.Summary is { } s && s.Inserted + s.Updated + s.Unchanged is var stored and > 0)
            await environment.Error.WriteLineAsync($"{stored:N0} candles had been stored by then and stay; importing the file again goes on from there.");
        return ExitCodes.Failure;
    }

    private async Task<IImportTarget> ChooseAsync(string[] args, CancellationToken cancellation)
    {
        var builder = Configure(args);
        return await ServerConnection.FindAsync(LocalSystem.OptionsOf(builder), environment.Time, cancellation) is { } server
            ? new ServerImport(server, environment.Time)
            : new LocalImport(new LocalSystem(builder, environment, collects: false), environment.Time);
    }

    /// <exception cref="StartRefusedException">A settings file cannot be read: that is no defect of the CSV file.</exception>
    private static HostApplicationBuilder Configure(string[] args)
    {
        try
        {
            return LocalSystem.Configure(args);
        }
        catch (InvalidDataException settings) when (StartFailures.Explain(settings) is [var sentence])
        {
            throw new StartRefusedException(sentence);
        }
    }

    private IImportReport Report(bool json) => (json, environment.IsTerminal) switch
    {
        (true, _) => new JsonImportReport(environment.Out),
        (_, true) => new TerminalImportReport(environment.Out, environment.Time),
        _ => new PlainImportReport(environment.Out, environment.Time),
    };

    /// <exception cref="InputException">The symbol or the interval is wrong.</exception>
    private static SeriesKey SeriesOf(string symbol, string tf) => symbol.Split(':') is [var exchange, var contract]
        ? new SeriesKey(new Instrument(SeriesInput.Exchange(exchange), SeriesInput.Symbol(contract)), SeriesInput.Interval(tf))
        : throw new InputException($"symbol is '{SeriesInput.Quote(symbol)}'; it names exchange and contract, such as BINANCE:BTCUSDT.");

    private static void Check(CommandResult result, Option<string> option, Action<string> read)
    {
        try
        {
            if (result.GetValue(option) is { } text)
                read(text);
        }
        catch (InputException wrong)
        {
            result.AddError($"{option.Name}: {wrong.Message}");
        }
        catch (InvalidOperationException)
        {
            // It is missing or twice there; the parser says so itself.
        }
    }
}
