using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Token buckets per client address for routes that change state or read much. <c>/api/candles</c> has none: the bounded queue of the readers
/// protects it.
/// </summary>
internal sealed record RateLimits
{
    /// <summary>Routes that need the key. The limit also slows down guessing the key.</summary>
    public const string Changing = "changing";

    /// <summary>Pages of an import. They need the key too.</summary>
    public const string Importing = "importing";

    /// <summary>Routes that read more than one series.</summary>
    public const string Expensive = "expensive";

    /// <summary>Routes that compute for long.</summary>
    public const string Computing = "computing";

    public int ChangingBurst { get; init; } = 30;

    public int ChangingPerSecond { get; init; } = 1;

    public int ImportingBurst { get; init; } = 60;

    public int ImportingPerSecond { get; init; } = 30;

    public int ExpensiveBurst { get; init; } = 60;

    public int ExpensivePerSecond { get; init; } = 20;

    public int ComputingBurst { get; init; } = 20;

    public int ComputingPerSecond { get; init; } = 1;

    public void Apply(RateLimiterOptions options)
    {
        options.AddPolicy(Changing, http => Bucket(http, ChangingBurst, ChangingPerSecond));
        options.AddPolicy(Importing, http => Bucket(http, ImportingBurst, ImportingPerSecond));
        options.AddPolicy(Expensive, http => Bucket(http, ExpensiveBurst, ExpensivePerSecond));
        options.AddPolicy(Computing, http => Bucket(http, ComputingBurst, ComputingPerSecond));
        options.OnRejected = static (context, _) =>
        {
            var wait = context.Lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
            var problem = new Problem(StatusCodes.Status429TooManyRequests, "Too many requests of this kind; try again after the time in Retry-After.", wait);
            return new ValueTask(problem.ExecuteAsync(context.HttpContext));
        };
    }

    /// <summary>
    /// Requests with a key and requests without a key have separate buckets. A web page in the user's browser can send requests from the user's
    /// address and empty a bucket, but it cannot set the header of the key.
    /// </summary>
    private static RateLimitPartition<(IPAddress? Client, bool WithKey)> Bucket(HttpContext http, int burst, int perSecond) =>
        RateLimitPartition.GetTokenBucketLimiter((http.Connection.RemoteIpAddress, http.Request.Headers.ContainsKey(ApiKeyFilter.Header)), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = perSecond,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            AutoReplenishment = true,
            QueueLimit = 0,
        });
}
