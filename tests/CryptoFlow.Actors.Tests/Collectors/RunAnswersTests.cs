using CryptoFlow.Storage;

namespace CryptoFlow.Collectors;

public sealed class RunAnswersTests
{
    /// <summary>An exchange may have 1d candles from a later time on than 15m candles. So an empty answer about days says nothing about 15m candles.</summary>
    [Fact]
    public void An_answer_about_one_interval_does_not_count_as_an_ask_of_another()
    {
        var answers = new RunAnswers();
        var (quarters, days) = (TestCandles.Btc15, TestCandles.Btc15 with { Interval = Interval.D1 });
        var range = new TimeRange(0, Interval.D1.Milliseconds);

        answers.Add(new PageOutcome(new PageTask(days, range), range, 0, null, [], null));
        answers.Add(days, range with { To = 2 * range.To });

        Assert.Equal(range with { To = 2 * range.To }, Assert.Single(answers.AskedOf(days)));
        Assert.Empty(answers.AskedOf(quarters));
        Assert.Empty(answers.AnsweredOf(quarters));
    }
}
