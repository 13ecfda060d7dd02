using System.Threading.Channels;
using CryptoFlow.Web.Caching;

namespace CryptoFlow.Web.Tests.Caching;

/// <summary>Answers are made when the test says so, each with its number.</summary>
public sealed class SharedAnswerTests
{
    private readonly Channel<TaskCompletionSource<int>> _begun = Channel.CreateUnbounded<TaskCompletionSource<int>>();
    private readonly SharedAnswer<int> _answers;
    private int _made;

    public SharedAnswerTests() => _answers = new(() =>
    {
        _made++;
        var answer = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        Assert.True(_begun.Writer.TryWrite(answer));
        return answer.Task;
    });

    [Fact]
    public async Task Whoever_asks_while_one_is_being_made_gets_the_next_and_all_of_them_the_same()
    {
        var first = AskAsync();
        var making = await BegunAsync();
        var later = Enumerable.Range(0, 20).Select(_ => AskAsync()).ToArray();
        Assert.Equal(1, _made);

        making.SetResult(1);
        Assert.Equal(1, await first);
        (await BegunAsync()).SetResult(2);

        Assert.All(await Task.WhenAll(later), answer => Assert.Equal(2, answer));
        Assert.Equal(2, _made);
    }

    [Fact]
    public async Task Whoever_asks_one_after_the_other_gets_an_answer_each()
    {
        for (var i = 1; i <= 3; i++)
        {
            var asked = AskAsync();
            (await BegunAsync()).SetResult(i);
            Assert.Equal(i, await asked);
        }
    }

    [Fact]
    public async Task A_failure_is_told_to_those_who_waited_for_it_and_the_next_is_made()
    {
        var (failing, making) = (AskAsync(), await BegunAsync());
        var next = AskAsync();
        making.SetException(new InvalidOperationException("It failed."));

        Assert.Equal("It failed.", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        (await BegunAsync()).SetResult(2);
        Assert.Equal(2, await next);
    }

    [Fact]
    public async Task One_that_waits_no_longer_takes_nothing_from_the_others()
    {
        using var gone = new CancellationTokenSource();
        var (leaves, making, stays) = (_answers.GetAsync(gone.Token), await BegunAsync(), AskAsync());
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaves);

        making.SetResult(1);
        (await BegunAsync()).SetResult(2);
        Assert.Equal(2, await stays);
    }

    [Fact]
    public async Task One_that_only_stands_in_is_given_to_those_as_well_who_came_while_it_was_made()
    {
        var making = new TaskCompletionSource<int>();
        var made = 0;
        var answers = new SharedAnswer<int>(
            () =>
            {
                made++;
                return making.Task;
            },
            servesAll: answer => answer < 0);
        var asked = Enumerable.Range(0, 3).Select(_ => answers.GetAsync(CancellationToken.None)).ToArray();

        making.SetResult(-1);

        Assert.All(await Task.WhenAll(asked), answer => Assert.Equal(-1, answer));
        Assert.Equal(1, made);
    }

    private Task<int> AskAsync() => _answers.GetAsync(CancellationToken.None);

    private async Task<TaskCompletionSource<int>> BegunAsync() => await _begun.Reader.ReadAsync();
}
