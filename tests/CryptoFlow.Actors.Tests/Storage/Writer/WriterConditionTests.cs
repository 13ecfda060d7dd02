using CryptoFlow.Testing;

namespace CryptoFlow.Storage.Writer;

/// <summary>The writer's state machine, state by state and event by event.</summary>
public sealed class WriterConditionTests
{
    private const string Letters = "FREC OPLS";

    /// <summary>The table in Storage/DESIGN.md, "States of the writer", which explains the letters.</summary>
    private const string Table = """
        | event | Closed | Writing | NeedsWrite | NeedsCheckpoint | NeedsBoth | Leaving | Stopping | Drained |
        | --- | --- | --- | --- | --- | --- | --- | --- | --- |
        | Opened | Writing R | - | - | - | - | - | - | - |
        | Wrote | - | - | Writing R | - | NeedsCheckpoint | Writing R | - | - |
        | Checkpointed | - | - | - | Writing R | NeedsWrite | - | - | - |
        | Blocked | Closed F C O | - | - | - | - | - | - | - |
        | WriteFailed | Closed F C O | NeedsWrite F | NeedsWrite F | NeedsBoth F | NeedsBoth F | Leaving F | - | - |
        | CheckpointFailed | Closed F C O | NeedsCheckpoint F P | NeedsBoth F P | NeedsCheckpoint F P | NeedsBoth F P | Leaving F | - | - |
        | ConnectionFailed | Closed F C O | Closed F C O | Closed F C O | Closed F C O | Closed F C O | Closed F C O | - | - |
        | RightElsewhere | Closed F C O | - | - | - | - | - | - | - |
        | FileMoved | Leaving F E | Leaving F E | Leaving F E | Leaving F E | Leaving F E | Leaving F E | - | - |
        | MovedFilePinned | - | - | - | - | - | Leaving L | - | - |
        | MovedFileLeft | - | - | - | - | - | Closed C O | - | - |
        | FileInPlace | - | - | - | - | - | Writing R | - | - |
        | WalLost | Stopping F S | Stopping F S | Stopping F S | Stopping F S | Stopping F S | Stopping F S | - | - |
        | MustNotWrite | Stopping F C S | Stopping F C S | Stopping F C S | Stopping F C S | Stopping F C S | Stopping F C S | - | - |
        | Drained | Drained C | Drained C | Drained C | Drained C | Drained C | Drained C | Drained C | Drained C |
        """;

    public static TheoryData<WriterState, WriterEvent, string> Cells()
    {
        var cells = new TheoryData<WriterState, WriterEvent, string>();
        var rows = Table.Split('\n').Select(line => line.Split('|', StringSplitOptions.TrimEntries)[1..^1]).ToList();
        foreach (var row in rows.Skip(2))
        {
            for (var column = 1; column < row.Length; column++)
                cells.Add(Enum.Parse<WriterState>(rows[0][column]), Enum.Parse<WriterEvent>(row[0]), row[column]);
        }

        return cells;
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public void Each_event_leads_from_each_state_to_the_next(WriterState state, WriterEvent happened, string cell)
    {
        var before = new WriterCondition(state, "The disk is full.", 3, TimeSpan.FromSeconds(1));
        var words = cell.Split(' ');
        var next = cell == "-" ? state : Enum.Parse<WriterState>(words[0]);
        var duties = words[1..].Aggregate(WriterDuties.Nothing, (sum, letter) => sum | DutyOf(letter));

        var step = before.On(happened, "The new reason.");

        Assert.Equal((next, duties), (step.Next.State, step.Duties));
        Assert.Equal(
            duties.HasFlag(WriterDuties.TellFailure) ? ("The new reason.", 4) : duties.HasFlag(WriterDuties.TellRecovery) ? (null, 0) : ("The disk is full.", 3L),
            (step.Next.Failure, step.Next.Failures));
    }

    [Fact]
    public void The_table_has_a_cell_for_each_state_and_event() =>
        Assert.Equal(
            from happened in Enum.GetValues<WriterEvent>()
            from state in Enum.GetValues<WriterState>()
            select (happened, state),
            Cells().Select(row => ((WriterEvent)row[1], (WriterState)row[0])).Order());

    [SkippableFact]
    public void The_design_document_shows_this_table()
    {
        Skip.If(Repository.Root is null, "The tests run away from the repository.");
        var document = File.ReadAllText(Path.Combine(Repository.Root!, "src/CryptoFlow.Actors/Storage/DESIGN.md")).ReplaceLineEndings();
        Assert.Contains(Table.ReplaceLineEndings(), document, StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_opening_is_no_recovery()
    {
        var step = WriterCondition.AtStart.On(WriterEvent.Opened);
        Assert.Equal((WriterState.Writing, WriterDuties.Nothing), (step.Next.State, step.Duties));
    }

    [Fact]
    public void The_pause_between_two_openings_is_doubled_up_to_ten_seconds_and_starts_anew_after_an_opening()
    {
        var condition = WriterCondition.AtStart;
        var pauses = new List<double>();
        for (var attempt = 0; attempt < 8; attempt++)
        {
            pauses.Add(condition.ReopenAfter.TotalSeconds);
            condition = condition.On(WriterEvent.ConnectionFailed, "away").Next;
        }

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], pauses);
        Assert.Equal(WriterCondition.FirstReopen, condition.On(WriterEvent.Opened).Next.ReopenAfter);
    }

    [Fact]
    public void The_pause_is_not_doubled_while_another_process_writes()
    {
        var condition = WriterCondition.AtStart;
        for (var attempt = 0; attempt < 20; attempt++)
        {
            Assert.Equal(WriterCondition.FirstReopen, condition.ReopenAfter);
            condition = condition.On(WriterEvent.RightElsewhere, "Another process writes.").Next;
        }
    }

    [Theory]
    [InlineData(WriteRefusal.Busy, FailureAction.GoOn, false, WriterEvent.Blocked)]
    [InlineData(WriteRefusal.StorageUnavailable, FailureAction.GoOn, false, WriterEvent.WriteFailed)]
    [InlineData(WriteRefusal.StorageUnavailable, FailureAction.Reopen, false, WriterEvent.ConnectionFailed)]
    [InlineData(WriteRefusal.StorageUnavailable, FailureAction.Reopen, true, WriterEvent.FileMoved)]
    [InlineData(WriteRefusal.Failed, FailureAction.Reopen, false, WriterEvent.ConnectionFailed)]
    [InlineData(WriteRefusal.Failed, FailureAction.StopTheSystem, false, WriterEvent.MustNotWrite)]
    [InlineData(WriteRefusal.StorageUnavailable, FailureAction.AwaitRight, false, WriterEvent.RightElsewhere)]
    [InlineData(WriteRefusal.StorageUnavailable, FailureAction.DrainAndStopTheSystem, false, WriterEvent.WalLost)]
    public void Each_decision_on_a_failure_is_an_event(WriteRefusal rejection, FailureAction action, bool moved, WriterEvent expected) =>
        Assert.Equal(expected, WriterCondition.EventOf(new FailureDecision(rejection, action), moved));

    private static WriterDuties DutyOf(string letter) => letter switch
    {
        "F" => WriterDuties.TellFailure,
        "R" => WriterDuties.TellRecovery,
        "E" => WriterDuties.EmptyMovedFile,
        "C" => WriterDuties.Close,
        "O" => WriterDuties.Reopen,
        "P" => WriterDuties.RetryCheckpoint,
        "L" => WriterDuties.LookAgain,
        "S" => WriterDuties.StopTheSystem,
        _ => throw new ArgumentOutOfRangeException(nameof(letter), letter, "No duty has this letter."),
    };
}
