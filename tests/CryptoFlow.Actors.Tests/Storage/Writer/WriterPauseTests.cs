using CsCheck;

namespace CryptoFlow.Storage.Writer;

/// <summary>In the writer's pauses another program must get the lock if it waits with SQLite's own busy handler, which polls.</summary>
public sealed class WriterPauseTests
{
    /// <summary>The time that SQLite's busy handler sleeps between two tries, ms. The last value repeats.</summary>
    private static readonly int[] Delays = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];

    [Fact]
    public void A_writer_owes_no_pause_until_it_has_worked_for_long()
    {
        var pause = new WriterPause();
        Assert.False(pause.Owed().IsDue);
        pause.Worked(Ms(0), Ms(89));
        Assert.False(pause.Owed().IsDue);
        pause.Worked(Ms(89), Ms(90));
        Assert.Equal(new OwedPause(WriterPause.Length, Interruptible: true), pause.Owed());
    }

    [Fact]
    public void An_idle_time_is_a_pause()
    {
        var pause = new WriterPause();
        pause.Worked(Ms(0), Ms(80));
        pause.Worked(Ms(80) + WriterPause.Length, Ms(80) + WriterPause.Length + Ms(80));
        Assert.False(pause.Owed().IsDue);
    }

    [Fact]
    public void An_interrupted_pause_is_owed_again_and_finally_cannot_be_interrupted()
    {
        var pause = new WriterPause();
        pause.Worked(Ms(0), Ms(90));
        pause.Worked(Ms(100), Ms(110));
        Assert.True(pause.Owed() is { IsDue: true, Interruptible: true });
        pause.Worked(Ms(120), Ms(250));
        Assert.True(pause.Owed() is { IsDue: true, Interruptible: false });
    }

    /// <summary>
    /// A saturated writer with pages of up to 20 ms. Another program starts to poll at a random moment, and each of its sleeps may last up to 5 ms too long.
    /// </summary>
    [Fact]
    public void A_program_that_polls_as_SQLite_does_gets_the_lock_within_200_ms() =>
        Gen.Select(Gen.Double[1, 20].Array[200], Gen.Double[0, 1_000], Gen.Double[0, 5].Array[20]).Sample((pages, begins, late) =>
        {
            var busy = BusyTimes(pages);
            var asked = begins;
            for (var tries = 0; tries < late.Length; tries++)
            {
                if (!busy.Any(b => b.From <= asked && asked < b.To))
                {
                    Assert.InRange(asked - begins, 0, 200);
                    return;
                }

                asked += Delays[Math.Min(tries, Delays.Length - 1)] + late[tries];
            }

            Assert.Fail("The other program never got the lock.");
        });

    [Fact]
    public void A_saturated_writer_pauses_for_less_than_a_third_of_its_time() =>
        Gen.Double[1, 20].Array[200].Sample(pages =>
        {
            var end = BusyTimes(pages)[^1].To;
            Assert.InRange(pages.Sum() / end, 0.67, 1);
        });

    /// <summary>The times at which a writer with endless work holds the lock, ms.</summary>
    private static List<(double From, double To)> BusyTimes(double[] pages)
    {
        var pause = new WriterPause();
        var times = new List<(double From, double To)>();
        var now = 0.0;
        foreach (var page in pages)
        {
            pause.Worked(Ms(now), Ms(now + page));
            times.Add((now, now + page));
            now += page + pause.Owed().Length.TotalMilliseconds;
        }

        return times;
    }

    private static TimeSpan Ms(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
