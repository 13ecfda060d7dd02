using CryptoFlow.Storage.Candles;
using static CryptoFlow.Storage.Readers.ReaderProtocol;
using Proto = CryptoFlow.Cluster.Wire.Protos;

namespace CryptoFlow.Cluster.Wire.Mapping;

/// <summary>The revalidation of kept pages in readers.proto.</summary>
internal static class PageMapping
{
    public static IReadOnlyList<WireEntry> Entries { get; } =
    [
        WireEntry.Of<ReadPage, Proto.ReadPage>("r.ReadPage", ToWire, FromWire),
        WireEntry.Of<PageUnchanged, Proto.PageUnchanged>("r.PageUnchanged", ToWire, FromWire),
    ];

    private static Proto.ReadPage ToWire(ReadPage m) => new()
    {
        Series = m.Series.ToWire(),
        Limit = m.Limit,
        Held = m.Held is { } held ? ToWire(held) : null,
        RemainingTicks = m.Remaining.Ticks,
    };

    private static ReadPage FromWire(Proto.ReadPage wire) => new(
        wire.Series.Needed().FromWire(), wire.Limit, wire.Held is { } held ? FromWire(held) : null, TimeSpan.FromTicks(wire.RemainingTicks));

    private static Proto.PageUnchanged ToWire(PageUnchanged m) => new() { Series = m.Series.ToWire(), Version = ToWire(m.Version) };

    private static PageUnchanged FromWire(Proto.PageUnchanged wire) => new(wire.Series.Needed().FromWire(), FromWire(wire.Version.Needed()));

    private static Proto.PageVersion ToWire(PageVersion version)
    {
        var wire = new Proto.PageVersion { SeriesVersion = version.SeriesVersion };
        if (version.DatabaseId is { } database)
            wire.DatabaseId = database;
        return wire;
    }

    private static PageVersion FromWire(Proto.PageVersion wire) => new(wire.HasDatabaseId ? wire.DatabaseId : null, wire.SeriesVersion);
}
