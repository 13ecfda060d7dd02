using System.Globalization;
using System.Text;

namespace CryptoFlow.Web.Backtests;

/// <summary>A point of a chart: time in ms UTC, value in the chart's unit.</summary>
internal readonly record struct ChartPoint(long Time, double Value);

/// <summary>A line of a chart.</summary>
/// <param name="Name">The name in the legend.</param>
/// <param name="Style">The class in the report's style sheet.</param>
/// <param name="Points">Ascending by time.</param>
/// <param name="Steps">True for a line that keeps its value until the next point.</param>
internal sealed record ChartLine(string Name, string Style, IReadOnlyList<ChartPoint> Points, bool Steps);

/// <summary>Draws lines over time as an inline SVG, in the colours of the page.</summary>
internal static class SvgChart
{
    private const int Width = 960;
    private const int Left = 76;
    private const int Right = 14;
    private const int Top = 10;
    private const int Bottom = 26;

    /// <summary>Thins out points: of each pixel column only the lowest and the highest point are drawn, because more would not be visible.</summary>
    private const int Columns = Width - Left - Right;

    private static readonly int[] MonthSteps = [1, 2, 3, 6, 12, 24, 60];

    /// <param name="title">The accessible title, for screen readers.</param>
    /// <param name="height">Height, in units of the view box.</param>
    /// <param name="lines">The lines to draw.</param>
    /// <param name="label">Formats a value for the axis.</param>
    /// <param name="filled">Whether the area between the first line and zero is filled.</param>
    public static string Of(string title, int height, IReadOnlyList<ChartLine> lines, Func<double, string> label, bool filled = false)
    {
        var all = lines.SelectMany(l => l.Points).ToList();
        var (from, to) = (all.Min(p => p.Time), Math.Max(all.Max(p => p.Time), all.Min(p => p.Time) + 1));
        var ticks = Ticks(Math.Min(0, all.Min(p => p.Value)), Math.Max(0, all.Max(p => p.Value)));
        var (low, high) = (ticks[0], ticks[^1]);
        double X(long time) => Left + ((double)(time - from) / (to - from) * Columns);
        double Y(double value) => Top + ((high - value) / (high - low) * (height - Top - Bottom));

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"{title}\">");
        foreach (var tick in ticks)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"{(tick == 0 ? "zero" : "grid")}\" d=\"M{Left} {Y(tick):0.#}H{Width - Right}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{Left - 8}\" y=\"{Y(tick) + 4:0.#}\" text-anchor=\"end\">{label(tick)}</text>");
        }

        foreach (var (time, text) in Dates(from, to))
        {
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"grid\" d=\"M{X(time):0.#} {Top}V{height - Bottom}\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{X(time):0.#}\" y=\"{height - 8}\" text-anchor=\"middle\">{text}</text>");
        }

        foreach (var line in lines.Where(l => l.Points.Count > 0))
        {
            var path = Path(line, X, Y);
            if (filled && line == lines[0])
                svg.Append(CultureInfo.InvariantCulture, $"<path class=\"area {line.Style}\" d=\"{path}V{Y(0):0.#}H{X(line.Points[0].Time):0.#}Z\"/>");
            svg.Append(CultureInfo.InvariantCulture, $"<path class=\"line {line.Style}\" d=\"{path}\"><title>{line.Name}</title></path>");
        }

        return svg.Append("</svg>").ToString();
    }

    /// <summary>Four to nine round values that enclose a range.</summary>
    internal static IReadOnlyList<double> Ticks(double low, double high)
    {
        if (high - low < 1e-12)
            high = low + 1;
        var raw = (high - low) / 5;
        var unit = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        var step = (raw / unit) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 } * unit;
        var first = (long)Math.Floor((low / step) + 1e-9);
        var last = (long)Math.Ceiling((high / step) - 1e-9);
        return [.. Enumerable.Range(0, (int)(last - first) + 1).Select(i => (first + i) * step)];
    }

    private static string Path(ChartLine line, Func<long, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var started = false;
        foreach (var point in Thinned(line.Points, x))
        {
            if (!started)
                path.Append(CultureInfo.InvariantCulture, $"M{x(point.Time):0.#} {y(point.Value):0.#}");
            else if (line.Steps)
                path.Append(CultureInfo.InvariantCulture, $"H{x(point.Time):0.#}V{y(point.Value):0.#}");
            else
                path.Append(CultureInfo.InvariantCulture, $"L{x(point.Time):0.#} {y(point.Value):0.#}");
            started = true;
        }

        return path.ToString();
    }

    private static IEnumerable<ChartPoint> Thinned(IReadOnlyList<ChartPoint> points, Func<long, double> x) => points.Count <= Columns * 3
        ? points
        : points.GroupBy(p => (int)x(p.Time)).SelectMany(column =>
            new[] { column.First(), column.MinBy(p => p.Value), column.MaxBy(p => p.Value), column.Last() }.Distinct().OrderBy(p => p.Time));

    /// <summary>Ticks of the time axis: beginnings of months, of years for a long range, of days for a short range; at most a dozen.</summary>
    private static IEnumerable<(long Time, string Text)> Dates(long from, long to)
    {
        var (first, last) = (DateTimeOffset.FromUnixTimeMilliseconds(from), DateTimeOffset.FromUnixTimeMilliseconds(to));
        var days = (last - first).TotalDays;
        if (days <= 62)
        {
            var step = Math.Max(1, (int)Math.Ceiling(days / 10));
            for (var day = new DateTimeOffset(first.Date, TimeSpan.Zero).AddDays(1); day <= last; day = day.AddDays(step))
                yield return (day.ToUnixTimeMilliseconds(), day.ToString("MMM d", CultureInfo.InvariantCulture));
            yield break;
        }

        var months = MonthSteps.FirstOrDefault(m => days / 30.4 / m <= 10, MonthSteps[^1]);
        for (var at = new DateTimeOffset(first.Year, 1, 1, 0, 0, 0, TimeSpan.Zero); at <= last; at = at.AddMonths(months))
        {
            if (at >= first)
                yield return (at.ToUnixTimeMilliseconds(), at.ToString(months >= 12 ? "yyyy" : "MMM yyyy", CultureInfo.InvariantCulture));
        }
    }
}
