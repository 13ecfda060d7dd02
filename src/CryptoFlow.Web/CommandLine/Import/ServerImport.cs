using System.Buffers;
using System.Collections.Immutable;
using System.Net.Http.Headers;
using System.Text.Json;
using CryptoFlow.Import;
using CryptoFlow.Web.Api;
using CryptoFlow.Web.Api.Import;
using CryptoFlow.Web.CandlePages;
using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.CommandLine.Import;

/// <summary>Imports through the server that has the file open. This process reads and checks the rows and sends them page by page, with the key.</summary>
/// <param name="server">The server.</param>
/// <param name="source">The source that the revisions of changed candles name: import or repair.</param>
internal sealed class ServerImport(ServerConnection server, string source = "import") : IImportTarget
{
    public CancellationToken Stopping => CancellationToken.None;

    public Task StartAsync(CancellationToken cancellation)
    {
        server.UseKey("import");
        return Task.CompletedTask;
    }

    public async Task<StoredCounts> StoreAsync(SeriesKey series, ImmutableArray<Candle> candles, CancellationToken cancellation)
    {
        var route = new Uri($"{ImportApi.Path}?exchange={series.Exchange.ToWireName()}&symbol={series.Symbol}&tf={series.Interval.Minutes}&source={source}", UriKind.Relative);
        var body = BodyOf(candles);
        return await server.SendUntilTakenAsync(
            (http, given) => http.PostAsync(route, new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, given),
            ApiJson.Default.StoredCounts,
            cancellation);
    }

    public ValueTask DisposeAsync()
    {
        server.Dispose();
        return ValueTask.CompletedTask;
    }

    private static ReadOnlyMemory<byte> BodyOf(ImmutableArray<Candle> candles)
    {
        var body = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(body, JsonWriting.Options);
        writer.WriteStartObject();
        writer.WriteStartArray("candles"u8);
        foreach (ref readonly var candle in candles.AsSpan())
            CandleJson.Write(writer, candle);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.Flush();
        return body.WrittenMemory;
    }
}
