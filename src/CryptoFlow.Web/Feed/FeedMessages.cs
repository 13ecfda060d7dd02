using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using CryptoFlow.Storage.Candles;
using CryptoFlow.Storage.Writer;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;
using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Feed;

/// <summary>A message of the feed.</summary>
/// <param name="Event">The name of the event; also the member <c>type</c>.</param>
/// <param name="Position">The position of the client after the message; the member <c>id</c>.</param>
/// <param name="Json">The message, one line of UTF-8. Clients share the bytes; never write to them.</param>
internal readonly record struct FeedMessage(string Event, FeedPosition Position, ReadOnlyMemory<byte> Json);

/// <summary>The messages of the feed (docs/http-api.md, The feed of commits) as UTF-8.</summary>
internal static class FeedMessages
{
    public const string Commit = "commit";
    public const string Deleted = "deleted";
    public const string Paper = "paper";

    public static FeedMessage Of(FeedCommit commit) => new(commit.Event, commit.Position, commit.Json);

    /// <summary>The position of the client. Sent first, and after a while without another message.</summary>
    public static FeedMessage Position(FeedPosition at) => new("position", at, Write(128, "position", at, static _ => { }));

    /// <summary>The client has lost commits and must read again.</summary>
    public static FeedMessage Reset(FeedReset reset) => new("reset", reset.GoesOnAfter, Write(384, "reset", reset.GoesOnAfter, writer =>
    {
        writer.WriteString("reason"u8, reset.Reason.ToName());
        writer.WriteString("error"u8, reset.Sentence);
    }));

    public static ReadOnlyMemory<byte> OfCandles(FeedPosition at, SeriesKey series, ChangeSource source, FeedExtent extent, ImmutableArray<Candle> shown) =>
        Write(256 + (shown.Length * 256), Commit, at, writer =>
        {
            HistoryMessage.WriteSeries(writer, series);
            writer.WriteString("source"u8, source.ToName());
            writer.WriteNumber("count"u8, extent.Count);
            if (extent.Count == 0)
                return;
            writer.WriteNumber("from"u8, extent.Range.From);
            writer.WriteNumber("to"u8, extent.Range.To);
            if (shown.Length < extent.Count)
                return;
            writer.WriteStartArray("candles"u8);
            foreach (var candle in shown)
                CandleJson.Write(writer, in candle);
            writer.WriteEndArray();
        });

    public static ReadOnlyMemory<byte> OfDeletion(FeedPosition at, SeriesKey series, ChangeSource source, ImmutableArray<TimeRange> ranges) =>
        Write(256 + (ranges.Length * 48), Deleted, at, writer =>
        {
            HistoryMessage.WriteSeries(writer, series);
            writer.WriteString("source"u8, source.ToName());
            SocketMessages.WriteRanges(writer, ranges);
        });

    /// <summary>A step of a paper trader: the messages that subscribers of <c>/ws</c> get.</summary>
    public static ReadOnlyMemory<byte> OfStep(FeedPosition at, WriterProtocol.TraderStepCommitted step) => Write(1024, Paper, at, writer =>
    {
        writer.WriteString("symbol"u8, step.Trader.Instrument.Symbol);
        writer.WriteString("exchange"u8, step.Trader.Instrument.Exchange.ToWireName());
        writer.WriteString("strategy"u8, step.Trader.Strategy);
        writer.WriteNumber("time"u8, step.Outcome.Time);
        writer.WriteStartArray("messages"u8);
        foreach (var message in PaperPushes.Of(step))
            writer.WriteRawValue(message.Span, skipInputValidation: true);
        writer.WriteEndArray();
    });

    private static ReadOnlyMemory<byte> Write(int sizeHint, string type, FeedPosition at, Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(sizeHint);
        using var writer = new Utf8JsonWriter(buffer, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteString("type"u8, type);
        writer.WriteString("id"u8, at.ToString());
        writer.WriteNumber("commit"u8, at.Stamp.Number);
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenMemory;
    }
}
