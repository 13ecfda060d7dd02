using System.Net;
using CryptoFlow.Testing;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Outgoing;

public sealed class AddressRaceTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly Addresses _addresses = new();
    private readonly CancellationTokenSource _patience = new();

    [Fact]
    public async Task The_next_address_is_tried_250_ms_after_one_that_does_not_answer()
    {
        var race = Race(Addresses.Six, Addresses.Four);
        await _addresses.BegunAsync(1);
        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal([Addresses.Six], _addresses.Dialled);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await _addresses.BegunAsync(2);
        var stream = _addresses.Answers(Addresses.Four);

        var result = await race;
        Assert.Same(stream, result.Won);
        Assert.Equal(Addresses.Four, result.Answered);
        Assert.Equal("2001:db8::1 gave no answer within 0.25 s", Assert.Single(result.Lost).ToString());
        await Poll.UntilAsync(() => _addresses.Cancelled, n => n == 1);
    }

    [Fact]
    public async Task An_address_that_fails_is_followed_by_the_next_at_once()
    {
        _addresses.Refuses(Addresses.Six);
        _addresses.Answers(Addresses.Four);

        var result = await Race(Addresses.Six, Addresses.Four);
        Assert.Equal(Addresses.Four, result.Answered);
        Assert.Equal("2001:db8::1 failed: Connection refused", Assert.Single(result.Lost).ToString());
    }

    [Fact]
    public async Task An_address_that_fails_late_does_not_end_an_attempt_that_goes_on()
    {
        var race = Race(Addresses.Six, Addresses.Four);
        await _addresses.BegunAsync(1);
        _time.Advance(AddressRace.AttemptDelay);
        await _addresses.BegunAsync(2);
        _addresses.Refuses(Addresses.Four);
        _addresses.Answers(Addresses.Six);

        var result = await race;
        Assert.Equal(Addresses.Six, result.Answered);
    }

    [Fact]
    public async Task An_address_that_answers_late_still_wins_and_the_later_attempt_is_not_called_lost()
    {
        var race = Race(Addresses.Six, Addresses.Four);
        await _addresses.BegunAsync(1);
        _time.Advance(AddressRace.AttemptDelay);
        await _addresses.BegunAsync(2);
        _addresses.Answers(Addresses.Six);

        var result = await race;
        Assert.Equal(Addresses.Six, result.Answered);
        Assert.Empty(result.Lost);
    }

    [Fact]
    public async Task A_connection_that_comes_too_late_is_closed()
    {
        var late = new MemoryStream();
        var deaf = new TaskCompletionSource<Stream>();
        var race = new AddressRace((address, _) => address.Equals(Addresses.Six) ? deaf.Task : Task.FromResult<Stream>(new MemoryStream()), _time)
            .RunAsync([Addresses.Six, Addresses.Four], _patience.Token);
        _time.Advance(AddressRace.AttemptDelay);
        Assert.Equal(Addresses.Four, (await race).Answered);

        deaf.SetResult(late);
        await Poll.UntilAsync(() => late.CanRead, open => !open);
    }

    [Fact]
    public async Task Without_an_answer_the_attempts_end_with_the_callers_timeout()
    {
        var race = Race(Addresses.Six, Addresses.Four, Addresses.OtherFour);
        await _addresses.BegunAsync(1);
        _time.Advance(AddressRace.AttemptDelay);
        await _addresses.BegunAsync(2);
        await _patience.CancelAsync();

        var result = await race;
        Assert.Null(result.Won);
        Assert.Equal([Addresses.Six, Addresses.Four], _addresses.Dialled);
        Assert.Equal([Addresses.Six, Addresses.Four], result.Lost.Select(l => l.Address));
        Assert.All(result.Lost, lost => Assert.Null(lost.Failure));
    }

    private Task<RaceResult> Race(params IPAddress[] addresses) => new AddressRace(_addresses.DialAsync, _time).RunAsync(addresses, _patience.Token);
}
