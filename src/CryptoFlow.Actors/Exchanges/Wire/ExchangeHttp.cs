using System.Buffers;
using CryptoFlow.Exchanges.Limits;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>Either an answer or the failure to get one.</summary>
internal readonly record struct HttpOutcome(HttpAnswer? Answer, ExchangeError? Failure);

/// <summary>
/// Sends one GET and reads its whole body, limited in time and size. Network failures are returned as values.
/// </summary>
internal sealed class ExchangeHttp(HttpClient http, TimeProvider time, TimeSpan timeout)
{
    /// <summary>The largest accepted body. The longest known answer, Binance's exchangeInfo, has about 1 MB.</summary>
    public const int MaxBodyBytes = 8 * 1024 * 1024;

    private const int FirstBufferBytes = 64 * 1024;

    /// <summary>Sends the request. It calls <see cref="RequestPermit.Answered"/> as soon as the exchange has answered.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<HttpOutcome> GetAsync(Uri uri, RequestPermit permit, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timer.Token);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, uri);
            using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            permit.Answered();
            return await ReadAsync(response, time.GetUtcNow(), either.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return Failed(ExchangeErrorKind.Network, $"no answer within {timeout.TotalSeconds:0.#} s");
        }
        catch (HttpRequestException e)
        {
            if (e.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
                permit.Answered(); // The request was never sent, so the exchange cannot count it later.
            return Failed(ExchangeErrorKind.Network, e.Message);
        }
        catch (IOException e)
        {
            return Failed(ExchangeErrorKind.Network, e.Message);
        }
        catch (InvalidDataException e)
        {
            return Failed(ExchangeErrorKind.BadAnswer, e.Message);
        }
    }

    private static async Task<HttpOutcome> ReadAsync(HttpResponseMessage response, DateTimeOffset receivedAt, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBufferBytes);
        var length = 0;
        try
        {
            await using var stream = await response.Content.ReadAsStreamAsync(cancellation);
            while (await stream.ReadAsync(buffer.AsMemory(length), cancellation) is var read and > 0)
            {
                length += read;
                if (length > MaxBodyBytes)
                    return Failed(ExchangeErrorKind.BadAnswer, $"an answer of more than {MaxBodyBytes} bytes", (int)response.StatusCode);
                if (length == buffer.Length)
                    buffer = Grow(buffer);
            }

            var answer = new HttpAnswer((int)response.StatusCode, response.Headers, buffer, length, receivedAt);
            buffer = null;
            return new HttpOutcome(answer, null);
        }
        finally
        {
            if (buffer is not null)
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer);
        return larger;
    }

    private static HttpOutcome Failed(ExchangeErrorKind kind, string message, int status = 0) =>
        new(null, new ExchangeError(kind, RetryAdvice.AfterBackoff, message, status));
}
