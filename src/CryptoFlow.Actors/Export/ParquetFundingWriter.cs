using System.Collections.Immutable;
using Parquet;
using Parquet.Schema;

namespace CryptoFlow.Export;

/// <summary>
/// Writes funding rates as Parquet. Times are TIMESTAMP in ms with UTC, a mark price that the exchange did not send is null. The metadata of the file names the
/// contract and the units. Ten years of hourly settlements are 87,600 rates, so all of them are one row group.
/// </summary>
internal sealed class ParquetFundingWriter(FundingOrder order, Stream to) : IFundingWriter
{
    private static readonly DateTimeDataField Time = new("time", DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Millis, isNullable: false);
    private static readonly DataField Rate = new DataField<double>("rate");
    private static readonly DataField MarkPrice = new DataField<double?>("mark_price");
    private static readonly ParquetSchema Schema = new([Time, Rate, MarkPrice]);

    private readonly List<FundingRate> _rates = [];

    public Task WriteAsync(ImmutableArray<FundingRate> rates, CancellationToken cancellation)
    {
        _rates.AddRange(rates);
        return Task.CompletedTask;
    }

    public async Task CompleteAsync(CancellationToken cancellation)
    {
        var writer = await ParquetWriter.CreateAsync(Schema, to, cancellationToken: cancellation).ConfigureAwait(false);
        writer.CustomMetadata = new Dictionary<string, string>
        {
            ["contract"] = order.Contract.StorageKey,
            ["unit.time"] = "ms since 1970-01-01 UTC",
            ["unit.rate"] = "share of a position's value that longs pay to shorts",
            ["unit.mark_price"] = "quote currency",
        };
        if (_rates.Count > 0)
        {
            using var group = writer.CreateRowGroup();
            DateTime[] times = [.. _rates.Select(r => DateTimeOffset.FromUnixTimeMilliseconds(r.Time).UtcDateTime)];
            double[] rates = [.. _rates.Select(r => r.Rate)];
            double?[] prices = [.. _rates.Select(r => r.MarkPrice)];
            await group.WriteAsync<DateTime>(Time, times.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            await group.WriteAsync<double>(Rate, rates.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
            await group.WriteAsync<double>(MarkPrice, prices.AsMemory(), cancellationToken: cancellation).ConfigureAwait(false);
        }

        // Close the library's writer only at the end, because this writes the footer, and a reader would take an incomplete output for a complete one.
        await writer.DisposeAsync().ConfigureAwait(false);
    }
}
