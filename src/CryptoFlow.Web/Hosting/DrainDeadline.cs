namespace CryptoFlow.Web.Hosting;

/// <summary>
/// Limits the time of running requests while the program stops. A client that reads its answer slowly must not use up the time in which the writer finishes its queue
/// and closes the file.
/// </summary>
internal sealed class DrainDeadline : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(1500);

    private readonly CancellationTokenSource _passed = new();
    private readonly CancellationTokenRegistration _stopping;
    private readonly ITimer _timer;

    public DrainDeadline(IHostApplicationLifetime lifetime, TimeProvider time)
    {
        _timer = time.CreateTimer(_ => _passed.Cancel(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _stopping = lifetime.ApplicationStopping.Register(() => _timer.Change(Grace, Timeout.InfiniteTimeSpan));
    }

    /// <summary>Middleware: aborts the connection of a request that is still running at the deadline.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        using var registration = _passed.Token.UnsafeRegister(static http => ((HttpContext)http!).Abort(), context);
        await next(context);
    }

    public void Dispose()
    {
        _stopping.Dispose();
        _timer.Dispose();
        _passed.Dispose();
    }
}
