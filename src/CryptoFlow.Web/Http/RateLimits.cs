using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.RateLimiting;

namespace CryptoFlow.Web.Http;

/// <summary>
/// Token buckets per client address for the routes that change something or read much. Candles are not among them: the
/// readers' bounded queue protects those.
/// </summary>
internal sealed record RateLimits
{
    /// <summary>Routes that need the key; also what bounds guessing it.</summary>
    public const string Changing = "changing";

    /// <summary>Pages of an import; behind the key, too.</summary>
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
    /// Requests with a key count apart from those without: a page in the user's browser can send the latter from his address, but
    /// cannot set the header.
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
