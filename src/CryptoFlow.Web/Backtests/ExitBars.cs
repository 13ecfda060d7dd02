using System.Globalization;
using System.Text;
using CryptoFlow.Trading.Backtesting;
using static CryptoFlow.Web.Backtests.BacktestFigures;

namespace CryptoFlow.Web.Backtests;

/// <summary>Draws gross profit and fees of the trades by exit reason, as an inline SVG with bars to both sides of zero.</summary>
internal static class ExitBars
{
    private const int Width = 960;
    private const int RowHeight = 44;
    private const int Left = 190;
    private const int Right = 110;

    public static string Of(IReadOnlyList<ExitGroup> groups)
    {
        var most = groups.SelectMany(g => new[] { Math.Max(0, g.Sums.Gross), 0 }).Max();
        var least = groups.SelectMany(g => new[] { Math.Min(0, g.Sums.Gross), -g.Sums.Fees }).Min();
        var scale = (Width - Left - Right - 110) / Math.Max(1e-9, most - least);
        var zero = Left + 110 + (-least * scale);
        var height = (groups.Count * RowHeight) + 8;

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {Width} {height}\" role=\"img\" aria-label=\"Gross and fees by exit\">");
        for (var i = 0; i < groups.Count; i++)
        {
            var (group, y) = (groups[i], (i * RowHeight) + 6);
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"strong\" x=\"0\" y=\"{y + 14}\">{NameOf(group)}</text>");
            svg.Append(CultureInfo.InvariantCulture, $"<text x=\"0\" y=\"{y + 30}\">{group.Sums.Trades:N0} trades, {group.Sums.Wins:N0} won</text>");
            Bar(group.Sums.Gross, y, group.Sums.Gross >= 0 ? "gain" : "loss");
            Bar(-group.Sums.Fees, y + 18, "fees");
        }

        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"zero\" d=\"M{zero:0.#} 0V{height}\"/>");
        return svg.Append("</svg>").ToString();

        void Bar(double value, int y, string style)
        {
            var length = Math.Abs(value) * scale;
            var x = value >= 0 ? zero : zero - length;
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{style}\" x=\"{x:0.#}\" y=\"{y}\" width=\"{Math.Max(length, 1):0.#}\" height=\"15\" rx=\"2\"/>");
            svg.Append(value >= 0
                ? $"<text x=\"{x + length + 6:0.#}\" y=\"{y + 12}\">{Money(value)}</text>"
                : $"<text x=\"{x - 6:0.#}\" y=\"{y + 12}\" text-anchor=\"end\">{Money(value)}</text>");
        }
    }
}
