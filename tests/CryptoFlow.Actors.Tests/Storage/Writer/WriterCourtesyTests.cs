namespace CryptoFlow.Storage.Writer;

/// <summary>After which messages the writer pauses, and for which other users of the file.</summary>
public sealed class WriterCourtesyTests
{
    private readonly WriterCourtesy _courtesy;
    private bool _shared = true;
    private int _looks;
    private TimeSpan _sinceRead = TimeSpan.Zero;

    public WriterCourtesyTests() => _courtesy = new WriterCourtesy(
        () =>
        {
            _looks++;
            return _shared;
        },
        () => _sinceRead);

    [Fact]
    public void A_saturated_writer_pauses_for_another_program() =>
        Assert.Equal(new CourtesyPause(PauseFor.OtherPrograms, WriterPause.Length, Interruptible: true), After(0, 90));

    [Fact]
    public void A_writer_that_has_not_worked_for_long_does_not_even_look_for_other_programs()
    {
        Assert.Equal(CourtesyPause.None, After(0, 89, storedBackfill: false));
        Assert.Equal(0, _looks);
    }

    [Fact]
    public void A_writer_that_is_alone_on_the_file_does_not_pause_and_looks_again_later()
    {
        _shared = false;
        Assert.Equal(PauseFor.Nobody, After(0, 90, storedBackfill: false).For);
        _shared = true;
        Assert.Equal(PauseFor.Nobody, After(90, 114, storedBackfill: false).For);
        Assert.Equal(1, _looks);
        Assert.Equal(PauseFor.OtherPrograms, After(114, 115, storedBackfill: false).For);
        Assert.Equal(2, _looks);
    }

    [Fact]
    public void A_writer_looks_for_other_programs_again_before_it_pauses_for_them()
    {
        After(0, 90);
        _shared = false;
        Assert.Equal(PauseFor.Nobody, After(91, 92, storedBackfill: false).For);
    }

    [Fact]
    public void A_pause_that_has_been_owed_for_long_is_not_ended_by_an_urgent_message() =>
        Assert.Equal(new CourtesyPause(PauseFor.OtherPrograms, WriterPause.Length, Interruptible: false), After(0, 250));

    [Fact]
    public void A_writer_without_an_open_file_does_not_pause_for_other_programs() =>
        Assert.Equal(CourtesyPause.None, After(0, 90, isOpen: false, storedBackfill: false));

    [Fact]
    public void The_writer_rests_after_a_page_of_backfill_while_clients_read() =>
        Assert.Equal(new CourtesyPause(PauseFor.Readers, TimeSpan.FromMilliseconds(7), Interruptible: true), After(0, 7));

    [Fact]
    public void The_writer_does_not_rest_after_other_messages_or_without_readers()
    {
        Assert.Equal(CourtesyPause.None, After(0, 7, storedBackfill: false));
        _sinceRead = TimeSpan.FromSeconds(1);
        Assert.Equal(CourtesyPause.None, After(7, 14));
    }

    private CourtesyPause After(int start, int end, bool isOpen = true, bool storedBackfill = true) =>
        _courtesy.After(TimeSpan.FromMilliseconds(start), TimeSpan.FromMilliseconds(end), isOpen, storedBackfill);
}
