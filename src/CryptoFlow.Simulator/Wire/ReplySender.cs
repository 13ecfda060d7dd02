using CryptoFlow.Simulator.Faults;

namespace CryptoFlow.Simulator.Wire;

/// <summary>Sends an answer, with the faults that concern the body's bytes and the connection.</summary>
internal sealed class ReplySender(TimeProvider time, CancellationToken stopping)
{
    private const int SlowPieces = 10;

    // If the header is missing, the server adds the machine's time. No client can read this value as a time.
    private const string NoDate = "-";

    public async Task SendAsync(HttpContext context, Reply reply, ExchangeRequest request)
    {
        var fault = request.Fault?.Fault;
        switch (fault?.Kind)
        {
            case FaultKind.Timeout:
                await UntilClientGivesUp(context.RequestAborted);

                // Also if the simulator stops meanwhile: without an abort the server would send an empty 200.
                context.Abort();
                return;
            case FaultKind.ConnectionReset:
                context.Abort();
                return;
            case FaultKind.TruncatedJson:
                reply.Body.Cut(reply.Body.Written.Length / 2);
                break;
            case FaultKind.MalformedJson:
                reply.Body.ReplaceLastByte((byte)',');
                break;
            case FaultKind.EmptyBody:
                reply.Body.Cut(0);
                break;
        }

        if (fault is { Kind: FaultKind.NoTime })
            TimeMembers.RemoveFrom(reply.Body);
        WriteHead(context.Response, reply, fault is { Kind: FaultKind.NoTime } ? null : request.ShownMs);
        var pause = fault is { Kind: FaultKind.SlowBody } ? TimeSpan.FromMilliseconds(fault.DelayMs / (double)SlowPieces) : TimeSpan.Zero;
        await WriteBody(context, reply.Body.Written, pause);
    }

    // Clients read the exchange's time from the Date header (for Binance, only there), so it has to follow the simulated clock.
    private static void WriteHead(HttpResponse response, Reply reply, long? shownMs)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        response.ContentLength = reply.Body.Written.Length;
        response.Headers.Date = shownMs is { } time ? DateTimeOffset.FromUnixTimeMilliseconds(time).ToString("R") : NoDate;
        if (reply.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString();
    }

    private async Task WriteBody(HttpContext context, ReadOnlyMemory<byte> body, TimeSpan pause)
    {
        var piece = pause > TimeSpan.Zero ? Math.Max(1, body.Length / SlowPieces) : body.Length;
        while (!body.IsEmpty)
        {
            var size = Math.Min(piece, body.Length);
            await context.Response.Body.WriteAsync(body[..size], context.RequestAborted);
            body = body[size..];
            if (pause > TimeSpan.Zero)
            {
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(pause, time, context.RequestAborted);
            }
        }
    }

    private async Task UntilClientGivesUp(CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, time, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
