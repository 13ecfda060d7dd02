using Spectre.Console;
using Spectre.Console.Rendering;

namespace CryptoFlow.Web.CommandLine.Backfill;

/// <summary>A column with candles done, candles planned, and the rate.</summary>
internal sealed class CandlesColumn : ProgressColumn
{
    public override IRenderable Render(RenderOptions options, ProgressTask task, TimeSpan deltaTime) =>
        new Text($"{task.Value:N0}/{task.MaxValue:N0}  {task.Speed ?? 0:N0}/s");
}
