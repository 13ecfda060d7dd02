using CryptoFlow.Processes.Faults.Support;
using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes.Faults;

/// <summary>The program's user may not write to the directory or the file, for example because another user restored them from a backup.</summary>
public sealed class PermissionTests(PatientExchanges exchanges) : FaultTest(exchanges)
{
    private const UnixFileMode ReadOnlyDirectory = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const UnixFileMode WritableDirectory = ReadOnlyDirectory | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    private const UnixFileMode ReadOnlyFile = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    [SkippableFact]
    [Fault("file-read-only")]
    public async Task A_file_that_may_not_be_written_is_refused_at_the_start()
    {
        await using (await CollectedAsync())
            File.SetUnixFileMode(Database, ReadOnlyFile);
        await using var refused = StartAsNobody();

        await EndsAsync(refused.Child, "file-read-only");
    }

    [SkippableFact]
    [Fault("directory-read-only-start")]
    public async Task A_directory_that_may_not_be_written_is_refused_at_the_start()
    {
        Skip.IfNot(Nobody.MayRun(), Nobody.MayNotRun);
        SetMode(ReadOnlyDirectory);
        await using var refused = StartAsNobody();

        await EndsAsync(refused.Child, "directory-read-only-start");
    }

    [SkippableFact]
    public async Task The_directory_of_another_user_that_holds_other_files_is_not_to_be_taken_from_that_user()
    {
        Skip.IfNot(Nobody.IsOther, "Only the superuser can run the program as another user.");
        Skip.IfNot(Nobody.MayRun(), Nobody.MayNotRun);
        await File.WriteAllTextAsync(Directory.File("letter.txt"), "Not ours.");
        SetMode(ReadOnlyDirectory);
        await using var refused = StartAsNobody();

        Assert.Equal(1, await refused.Child.ExitAsync(Patience));
        Assert.Equal(
            $"The user nobody may not write {Directory.Path} (of root); choose another directory with CryptoFlow:Database:Path, or let that user write there.",
            Assert.Single(refused.Child.Error));
    }

    [SkippableFact]
    [Fault("other-user")]
    public async Task After_a_run_as_the_superuser_the_files_in_the_way_are_named_with_the_command_that_fixes_it()
    {
        Skip.IfNot(Nobody.IsOther, "Only the superuser can run the program as another user.");
        Skip.IfNot(Nobody.MayRun(), Nobody.MayNotRun);
        SetMode(WritableDirectory);
        await using (var ours = await ServeAsync(Sets.Short))
        {
            await ours.BackfillCompletedAsync(exchanges: 1, Patience);
            Assert.Equal(0, (await ours.TerminateAsync(Patience)).ExitCode);
        }

        string command;
        await using (var refused = StartAsNobody())
        {
            await EndsAsync(refused.Child, "other-user");
            command = Assert.Single(refused.Child.Error).Split("run: sudo ")[1];
        }

        Assert.True(SmallDisk.Run("sh", "-c", command));
        await using var next = StartAsNobody();
        await next.ServesAsync();
        await AssertEndsCompleteAsync(next, Sets.Short);
    }

    [SkippableFact]
    [Fault("directory-read-only")]
    public async Task A_directory_that_may_not_be_written_any_more_does_not_disturb_a_running_program()
    {
        await using var program = await CollectedAsync(terminate: false);
        var shown = await ShownAsync(program, Sets.Short);
        SetMode(ReadOnlyDirectory);
        await SaysAsync(program, "directory-read-only");
        Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        Assert.NotEmpty(program.Leftovers());

        SetMode(WritableDirectory);
        await using var next = StartAsNobody();
        await next.ServesAsync();
        Assert.Superset(shown, await ShownAsync(next, Sets.Short));
        await AssertEndsCompleteAsync(next, Sets.Short);
    }

    private void SetMode(UnixFileMode mode) => File.SetUnixFileMode(Directory.Path, mode);

    private CryptoFlowProcess StartAsNobody() => Nobody.Start(Database, EnvironmentFor(Sets.Short));

    /// <summary>Runs the program as nobody until the set is collected. By default the program is then ended, so that the file is complete.</summary>
    private async Task<CryptoFlowProcess> CollectedAsync(bool terminate = true)
    {
        Skip.IfNot(Nobody.MayRun(), Nobody.MayNotRun);
        SetMode(WritableDirectory);
        var program = StartAsNobody();
        await program.ServesAsync();
        await program.BackfillCompletedAsync(exchanges: 1, Patience);
        if (terminate)
            Assert.Equal(0, (await program.TerminateAsync(Patience)).ExitCode);
        return program;
    }
}
