using System.Collections.Immutable;
using CryptoFlow.Configuration;
using CryptoFlow.Errors;
using CryptoFlow.Export;
using CryptoFlow.Storage;
using CryptoFlow.Storage.Candles;

namespace CryptoFlow.Web.CommandLine.Export;

/// <summary>One file of an export.</summary>
/// <param name="Order">The content of the file.</param>
/// <param name="Out">Its path.</param>
/// <param name="Stored">The stored series.</param>
internal sealed record ExportJob(ExportOrder Order, string Out, SeriesStats Stored)
{
    /// <summary>How much of the range is written, 0 to 1.</summary>
    public double ShareOf(ExportCounts counts)
    {
        var from = Math.Max(Order.From ?? long.MinValue, Stored.OldestTime ?? 0);
        var to = Math.Min(Order.To ?? long.MaxValue, Stored.NewestTime ?? 0);
        return counts.Newest is { } newest && to > from ? Math.Clamp((double)(newest - from) / (to - from), 0, 1) : 0;
    }
}

/// <summary>The files that an export writes.</summary>
internal sealed record ExportPlan(ImmutableArray<ExportJob> Jobs)
{
    private const int MostNamed = 10;

    /// <summary>True if the user wants one file and names it, not its directory.</summary>
    public static bool IsFile(ExportSettings settings) =>
        settings.Instrument is not null && (settings.Timeframe is not null || settings.Funding) && !Directory.Exists(settings.Out) && !settings.Out.EndsWith(Path.DirectorySeparatorChar);

    /// <summary>Refuses a wrong target before the database is opened.</summary>
    /// <exception cref="UserError">The target must not be written.</exception>
    public static void RefuseOutput(ExportSettings settings, string database)
    {
        if (IsFile(settings))
        {
            ExportFile.Refuse(settings.Out, database, settings.Overwrite);
            return;
        }

        if (File.Exists(settings.Out))
            throw UserError.WrongUse($"--out is '{settings.Out}', which is a file. An export of several series writes a file for each into a directory: name a directory, or give --symbol{(settings.Funding ? "" : " and --tf")}.");
        var parent = Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(settings.Out)));
        if (parent is not null && !Directory.Exists(parent))
            throw UserError.WrongUse($"--out is '{settings.Out}', but there is no directory {parent}.");
    }

    /// <param name="settings">The options of the command.</param>
    /// <param name="options">The configuration.</param>
    /// <param name="stored">The stored series.</param>
    /// <param name="added">The series that users have added.</param>
    /// <exception cref="UserError">No candle of the request is stored, or a target exists.</exception>
    public static ExportPlan Make(ExportSettings settings, CryptoFlowOptions options, ImmutableArray<SeriesStats> stored, IEnumerable<SeriesKey> added)
    {
        var collected = options.CollectionPlan().Series.Concat(added).ToHashSet();
        var jobs = ImmutableArray.CreateBuilder<ExportJob>();
        foreach (var instrument in stored.GroupBy(s => s.Series.Instrument).Where(g => settings.Instrument is null || g.Key == settings.Instrument))
        {
            foreach (var (series, rolledUpTo) in Chosen(settings.Timeframe, [.. instrument], collected))
            {
                var order = new ExportOrder(series.Series, rolledUpTo, settings.From, settings.To);
                jobs.Add(new ExportJob(order, IsFile(settings) ? settings.Out : Path.Combine(settings.Out, order.FileName(settings.Format)), series));
            }
        }

        if (jobs.Count == 0)
            throw new UserError(NotStored(settings, options.Database.Path, stored));
        if (!IsFile(settings))
        {
            Directory.CreateDirectory(settings.Out);
            foreach (var job in jobs)
                ExportFile.Refuse(job.Out, options.Database.Path, settings.Overwrite);
        }

        return new ExportPlan(jobs.ToImmutable());
    }

    /// <summary>The sentence for an export whose range holds no candle.</summary>
    public string NothingFound(ExportSettings settings)
    {
        var (first, last) = (Jobs.Min(j => j.Stored.OldestTime), Jobs.Max(j => j.Stored.NewestTime));
        var what = Jobs is [var only] ? $"{only.Order.Series.Instrument} {only.Order.Timeframe} has" : "The stored series have";
        var range = settings is { From: null, To: null } ? "" : " in this range";
        return $"{what} no complete candle{range}; candles are stored from {Time(first)} to {Time(last)} UTC. Nothing was written.";
    }

    private static IEnumerable<(SeriesStats Series, Timeframe? RolledUpTo)> Chosen(Timeframe? wanted, IReadOnlyList<SeriesStats> stored, HashSet<SeriesKey> collected)
    {
        if (wanted is not { } timeframe)
            return stored.Select(s => (s, (Timeframe?)null));
        var intervals = stored.Select(s => s.Series.Interval).ToList();
        var chosen = BaseInterval.Choose(timeframe, [.. intervals.Where(i => collected.Contains(new SeriesKey(stored[0].Series.Instrument, i)))], intervals);
        return stored.Where(s => s.Series.Interval == chosen).Select(s => (s, timeframe.Minutes == s.Series.Interval.Minutes ? (Timeframe?)null : timeframe));
    }

    private static string NotStored(ExportSettings settings, string database, ImmutableArray<SeriesStats> stored)
    {
        var ofInstrument = stored.Where(s => s.Series.Instrument == settings.Instrument).Select(s => s.Series.Interval.Name).ToList();
        if (ofInstrument.Count > 0)
            return $"{settings.Instrument} has no candles of which {settings.Timeframe} is a multiple; it is stored at {string.Join(", ", ofInstrument)}.";
        var instruments = stored.Select(s => s.Series.Instrument.StorageKey).Distinct().ToList();
        if (instruments.Count == 0)
            return $"There is no candle in the database {database}.";
        var named = string.Join(", ", instruments.Take(MostNamed)) + (instruments.Count > MostNamed ? $" and {instruments.Count - MostNamed} more" : "");
        return settings.Instrument is { } instrument
            ? $"There is no candle of {instrument} in the database {database}; it holds {named}."
            : $"No stored interval divides {settings.Timeframe}; the database {database} holds {named}.";
    }

    private static string Time(long? time) => time is { } t ? $"{DateTimeOffset.FromUnixTimeMilliseconds(t):yyyy-MM-dd HH:mm}" : "-";
}
