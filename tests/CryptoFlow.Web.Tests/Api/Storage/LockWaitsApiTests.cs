using CryptoFlow.Storage;
using CryptoFlow.Storage.Readers;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Web.Tests.Api.Storage;

public sealed class LockWaitsApiTests
{
    [Fact]
    public async Task The_lock_waits_of_the_last_fourteen_days_are_read_by_hour()
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse("2026-11-27T20:30:00Z"));
        var hour = LockWaitHour.Of(time.GetUtcNow().ToUnixTimeMilliseconds());
        var from = hour - (((14 * 24) - 1) * LockWaitHour.Ms);
        await using var server = await WebServer.StartAsync(new FakeSystem { Time = time });
        server.System.Readers = m => m is ReaderProtocol.ReadLockWaits q && q.From == from
            ? new ReaderProtocol.LockWaitsRead([new LockWaitHour(hour, 3, 1, 35.04, 20.06)])
            : null;

        var answer = await server.GetJsonAsync("/api/lock-waits");

        Assert.Equal(
            $$"""{"from":{{from}},"hours":[{"time":{{hour}},"waits":3,"timeouts":1,"totalMs":35,"maxMs":20.1}]}""",
            answer.GetRawText());
    }
}
