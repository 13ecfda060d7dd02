using static CryptoFlow.Storage.Readers.ReaderProtocol;
using static CryptoFlow.Storage.TestCandles;

namespace CryptoFlow.Storage.Readers;

/// <summary>Searches fill the queue and all readers except one.</summary>
public abstract class SearchRoutingTests(int readers) : ReaderTest(readers)
{
    [Fact]
    public void Searches_never_take_the_last_reader_and_are_all_answered()
    {
        var search = new FindMissing(Btc15, Range(Btc15, 0, 100), TimeSpan.MaxValue);
        var searches = Readers - 1 + QueueLimit;
        OpenReaders();
        Time.Close();
        for (var i = 0; i < searches; i++)
            Router.Tell(search, TestActor);

        var searching = Report();
        Assert.Equal((Readers - 1, QueueLimit), (searching.InFlight, searching.Waiting));
        Router.Tell(Query, TestActor);
        var full = Report();
        Assert.Equal((Readers, QueueLimit), (full.InFlight, full.Waiting));

        Time.Open();
        var answers = ReceiveN(searches + 1).ToList();
        Assert.Single(answers.OfType<CandlesRead>());
        Assert.Equal(searches, answers.OfType<MissingFound>().Count());
    }

    public sealed class WithTwoReaders() : SearchRoutingTests(readers: 2);

    public sealed class WithThreeReaders() : SearchRoutingTests(readers: 3);
}
