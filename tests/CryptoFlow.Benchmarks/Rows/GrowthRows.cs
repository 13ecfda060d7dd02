using System.Diagnostics;
using CryptoFlow.Benchmarks.Data;
using CryptoFlow.Benchmarks.Load;
using CryptoFlow.Benchmarks.Measuring;
using CryptoFlow.Benchmarks.Reporting;
using CryptoFlow.Messages;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Sqlite.StartUp;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Torture.Load;
using CryptoFlow.Torture.Locks;
using static CryptoFlow.Storage.Writer.WriterProtocol;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>The cost of operations against the number of stored rows, of series, and of clients. Each cost is measured on all sizes in turn.</summary>
internal static class GrowthRows
{
    /// <summary>The cost may double when the size grows some hundreds of times. Such growth is at most logarithmic.</summary>
    private const double FlatWithin = 2;

    private const int CandlesASeries = 2_000;
    private const string NewestKept = "read: newest page of any series";
    private const string CannotSee = "a file that is larger than the system's cache; costs are times on one connection, one request after the other, so they contain the way there and back.";

    public static async Task<RowGroup> ByRowsAsync(Run run)
    {
        var files = run.Effort.RowsStored.Select(rows => new StoredFile($"{rows:N0} rows", run.FileOf(rows), Run.SeriesAFile, rows / Run.SeriesAFile)).ToArray();
        run.Say("rows: reads, health and writes on all files in turn");
        return GroupOf("Cost against rows stored, ms", files, await CostsAsync(run, files), growing: []);
    }

    public static async Task<RowGroup> BySeriesAsync(Run run)
    {
        var files = run.Effort.SeriesStored.Select(series => new StoredFile($"{series:N0} series", run.Files.With(series, CandlesASeries), series, CandlesASeries)).ToArray();
        run.Say("series: reads, health and writes on all files in turn");

        // Health names every series, and the cache holds some 80 pages of 1,000 candles. So these two costs must grow with the number of series.
        return GroupOf("Cost against series stored, 2,000 candles each, ms", files, await CostsAsync(run, files), growing: ["health", NewestKept]);
    }

    public static async Task<RowGroup> ByClientsAsync(Run run)
    {
        var rows = run.Effort.RowsStored[Math.Min(2, run.Effort.RowsStored.Length - 1)];
        var file = new StoredFile("", run.FileOf(rows), Run.SeriesAFile, rows / Run.SeriesAFile);
        await using var program = await StoredProgram.ServeAsync(file.Path);
        run.Say("clients: newest pages, old pages and health by all numbers of clients in turn");
        var loads = run.Effort.Clients.Select(clients => new LoadGenerator(program.Http.BaseAddress!, clients)).ToArray();
        var (result, table) = (new List<Row>(), new List<IReadOnlyList<string>>());
        foreach (var (kind, next) in ((string, Func<Random, byte[]>)[])[("newest page", file.Newest()), ("old page", file.Old()), ("health", Health)])
        {
            var rounds = await InTurn.MeasureAsync(run.Effort.Rounds, [.. loads.Select(load => (Func<Task<ClientsMeasured>>)(() => MeasureAsync(load, next)))]);
            var cost = Comparison.Of(rounds, r => r[^1].ProcessorMs, r => r[0].ProcessorMs);
            var failed = rounds.Sum(r => r.Sum(m => m.Load.Failed));
            result.Add(new Row($"processor time of an answer, {kind}, {run.Effort.Clients[^1]} clients", new Quantity(cost.Figure, "ms"))
            {
                Reference = new Quantity(cost.Reference, "ms"),
                ReferenceIs = $"{run.Effort.Clients[0]} client",
                Ratio = cost.Ratio,
                Budget = $"<= {FlatWithin} x",
                Met = cost.Ratio <= FlatWithin && failed == 0,
                Note = failed == 0 ? null : $"{failed} failed",
                CannotSee = "clients that come and go: each keeps its connection.",
            });
            table.AddRange(run.Effort.Clients.Select((clients, i) => (IReadOnlyList<string>)
            [
                kind,
                $"{clients}",
                Text(rounds, i, m => m.Load.PerSecond),
                Text(rounds, i, m => m.Load.P50),
                Text(rounds, i, m => m.Load.P99),
                Text(rounds, i, m => m.ProcessorMs),
            ]));
        }

        foreach (var load in loads)
            load.Dispose();
        return new RowGroup(result, new Table($"Clients that ask again at once, {rows:N0} rows stored", ["answer", "clients", "a second", "p50 ms", "p99 ms", "processor ms each"], table));

        async Task<ClientsMeasured> MeasureAsync(LoadGenerator load, Func<Random, byte[]> next)
        {
            var use = new ProcessorUse(("program", () => program.Child.ProcessorTime));
            var measured = await load.ClosedAsync(next, run.Effort.Slot / 2, run.Seed);
            return new ClientsMeasured(measured, use.Taken().ByProcess["program"].TotalMilliseconds / measured.Times.Count);
        }
    }

    private static byte[] Health(Random random) => HttpConnection.Request("/api/health");

    private sealed record ClientsMeasured(LoadRun Load, double ProcessorMs);

    /// <summary>A database file and the number of series and candles in it.</summary>
    private sealed record StoredFile(string Name, string Path, int Series, long Each)
    {
        private SeriesKey[] All => [.. Enumerable.Range(0, Series).Select(MadeCandles.Series)];

        public Func<Random, byte[]> Newest() => Pages.Newest(All);

        /// <summary>Requests the newest page by a query, not from the cache.</summary>
        public Func<Random, byte[]> NewestByQuery()
        {
            byte[][] requests = [.. All.Select(s => HttpConnection.Request(new Ask(Pages.PathOf(s)).ByQuery().Path))];
            return random => requests[random.Next(requests.Length)];
        }

        /// <summary>The request of a paper trader after each candle: all candles that are newer than the last one it has seen.</summary>
        public Func<Random, byte[]> Following()
        {
            var seen = MadeCandles.History(Each - 1).To - Interval.M15.Milliseconds;
            byte[][] requests = [.. All.Select(s => HttpConnection.Request($"{Pages.PathOf(s)}&after={seen}"))];
            return random => requests[random.Next(requests.Length)];
        }

        public Func<Random, byte[]> Old() => Pages.Old(All, MadeCandles.History(Each));
    }

    /// <summary>One cost, ms: by round, then by file.</summary>
    private sealed record Cost(string Name, IReadOnlyList<double[]> Rounds);

    private static async Task<IReadOnlyList<Cost>> CostsAsync(Run run, StoredFile[] files)
    {
        var costs = new List<Cost>();
        await using (var programs = await Programs.StartAsync(files))
        {
            foreach (var (name, next) in ((string, Func<StoredFile, Func<Random, byte[]>>)[])
            [
                (NewestKept, f => f.Newest()),
                ("read: newest page, by a query", f => f.NewestByQuery()),
                ("read: random old page", f => f.Old()),
                ("paper scan: what follows the candle before the newest", f => f.Following()),
                ("health", _ => Health),
            ])
            {
                costs.Add(new Cost(name, await InTurn.MeasureAsync(run.Effort.Rounds, [.. files.Select((file, i) => ReadCost(programs.Clients[i], next(file)))])));
            }
        }

        await using var storages = await Storages.StartAsync(files);
        costs.Add(new Cost("write: 1,000 changed candles", await InTurn.MeasureAsync(run.Effort.Rounds, [.. storages.All.Select((s, i) => WriteCost(s, files[i], sync: false))])));
        costs.Add(new Cost("write: a sync of 1 new candle", await InTurn.MeasureAsync(run.Effort.Rounds, [.. storages.All.Select((s, i) => WriteCost(s, files[i], sync: true))])));
        return costs;

        Func<Task<double>> ReadCost(LoadGenerator client, Func<Random, byte[]> next) => async () =>
        {
            var load = await client.ClosedAsync(next, run.Effort.Slot / 5, run.Seed);
            return load.Failed == 0 ? load.Lasted.TotalMilliseconds / load.Times.Count : throw new InvalidOperationException($"{load.Failed} requests failed.");
        };

        Func<Task<double>> WriteCost(StorageHost storage, StoredFile file, bool sync)
        {
            var (random, added, revision) = (new Random(run.Seed), 0L, 0);
            return async () =>
            {
                WriteCandles[] pages = [.. Enumerable.Range(0, Math.Max(4, run.Effort.Pages / 4)).Select(i => sync
                    ? MadeFile.Page(i % file.Series, file.Each + (added++ / file.Series), 1, lane: WriteLane.Sync)
                    : MadeFile.Page(random.Next(file.Series), random.NextInt64(file.Each - 1_000), 1_000, ++revision))];
                var began = Stopwatch.GetTimestamp();
                foreach (var page in pages)
                {
                    if (await storage.AskAsync(page) is not CandlesWritten and var refused)
                        throw new InvalidOperationException($"The writer answered {refused}");
                }

                return Stopwatch.GetElapsedTime(began).TotalMilliseconds / pages.Length;
            };
        }
    }

    private static RowGroup GroupOf(string title, StoredFile[] files, IReadOnlyList<Cost> costs, string[] growing) => new(
        [
            .. costs.Select(cost =>
            {
                var compared = Comparison.Of(cost.Rounds, r => r[^1], r => r[0]);
                var isBounded = !growing.Contains(cost.Name);
                return new Row($"{cost.Name}, {files[^1].Name}", new Quantity(compared.Figure, "ms"))
                {
                    Reference = new Quantity(compared.Reference, "ms"),
                    ReferenceIs = files[0].Name,
                    Ratio = compared.Ratio,
                    Budget = isBounded ? $"<= {FlatWithin} x" : null,
                    Met = isBounded ? compared.Ratio <= FlatWithin : null,
                    CannotSee = CannotSee,
                };
            }),
        ],
        new Table(title, ["", .. files.Select(f => f.Name)], [.. costs.Select(c => (IReadOnlyList<string>)[c.Name, .. files.Select((_, i) => Text(c.Rounds, i, ms => ms))])]));

    private static string Text<T>(IReadOnlyList<T[]> rounds, int index, Func<T, double> figure) => Quantity.Text(Median.Of(rounds.Select(r => figure(r[index]))));

    /// <summary>A running program for each file, with a client for each program.</summary>
    private sealed class Programs : IAsyncDisposable
    {
        private readonly List<CryptoFlowProcess> _programs = [];

        public List<LoadGenerator> Clients { get; } = [];

        public static async Task<Programs> StartAsync(StoredFile[] files)
        {
            var programs = new Programs();
            foreach (var file in files)
            {
                programs._programs.Add(await StoredProgram.ServeAsync(file.Path));
                programs.Clients.Add(new LoadGenerator(programs._programs[^1].Http.BaseAddress!, 1));
            }

            return programs;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var client in Clients)
                client.Dispose();
            foreach (var program in _programs)
            {
                await program.TerminateAsync(CryptoFlowProcess.StartsWithin);
                await program.DisposeAsync();
            }
        }
    }

    /// <summary>The storage actors for each file, in this process.</summary>
    private sealed class Storages : IAsyncDisposable
    {
        public List<StorageHost> All { get; } = [];

        public static async Task<Storages> StartAsync(StoredFile[] files)
        {
            var storages = new Storages();
            foreach (var file in files)
                storages.All.Add(await StorageHost.StartAsync(file.Path, MarketOrigin.Exchanges));
            return storages;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var storage in All)
                await storage.DisposeAsync();
        }
    }
}
