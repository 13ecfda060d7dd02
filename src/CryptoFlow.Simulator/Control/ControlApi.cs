using System.Text.Json;
using System.Text.Json.Serialization;
using CryptoFlow.Simulator.Faults;
using CryptoFlow.Simulator.Market;

namespace CryptoFlow.Simulator.Control;

/// <summary>The control API on the fourth port. It offers the C# interface to clients in another process.</summary>
internal sealed class ControlApi(ExchangeSimulator simulator)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public async Task HandleAsync(HttpContext context)
    {
        try
        {
            await Route(context);
        }
        catch (Exception wrong) when (wrong is ArgumentException or JsonException or FormatException or OverflowException)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Write(context, new { error = wrong.Message });
        }
    }

    private Task Route(HttpContext context) => (context.Request.Method, context.Request.Path.Value) switch
    {
        ("GET", "/sim/status") => Write(context, Status()),
        ("GET", "/sim/faults") => Write(context, simulator.Faults.Waiting),
        ("POST", "/sim/faults") => Change<Fault>(context, simulator.Faults.Add),
        ("DELETE", "/sim/faults") => ClearFaults(context),
        ("POST", "/sim/holes") => Change<Hole>(context, simulator.AddHole),
        ("POST", "/sim/revisions") => Change<Revision>(context, simulator.Revise),
        ("POST", "/sim/contracts") => Change<StatusChange>(context, simulator.ChangeStatus),
        ("POST", "/sim/clock") => Change<ClockChange>(context, change => change.Apply(simulator.Clock)),
        ("GET", "/sim/candles") => Candles(context),
        _ => NotFound(context),
    };

    private SimulatorStatus Status() => new(
        simulator.Clock.NowMs,
        simulator.Clock.Speed,
        Enum.GetValues<Venue>().ToDictionary(
            v => v,
            v => new VenueStatus(simulator.BaseAddress(v), simulator.UsedLimit(v), simulator.Requests(v), simulator.Streams(v))));

    private async Task Change<T>(HttpContext context, Action<T> apply)
    {
        var change = await JsonSerializer.DeserializeAsync<T>(context.Request.Body, Json, context.RequestAborted)
            ?? throw new ArgumentException("The body is null.");
        apply(change);
        await Write(context, Status());
    }

    private Task ClearFaults(HttpContext context)
    {
        simulator.Faults.Clear();
        return Write(context, Status());
    }

    private async Task Candles(HttpContext context)
    {
        var query = context.Request.Query;
        if (!Enum.TryParse<Venue>(query["venue"], ignoreCase: true, out var venue))
            throw new ArgumentException("Give venue=binance, bybit or bitget.");

        var candles = simulator.ClosedCandles(
            venue,
            query["symbol"].ToString(),
            query["interval"].ToString(),
            Bound(query["from"], 0),
            Bound(query["to"], long.MaxValue));
        using var body = CandleListing.Write(candles);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Written.Length;
        await context.Response.Body.WriteAsync(body.Written, context.RequestAborted);
    }

    private static long Bound(string? text, long otherwise) => text is null ? otherwise : long.Parse(text);

    private static Task NotFound(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Write(context, new { error = "There are GET /sim/status, /sim/faults, /sim/candles; POST /sim/faults, /sim/holes, /sim/revisions, /sim/contracts, /sim/clock; DELETE /sim/faults." });
    }

    private static Task Write<T>(HttpContext context, T value) =>
        context.Response.WriteAsJsonAsync(value, Json, context.RequestAborted);
}
