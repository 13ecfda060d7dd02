using CryptoFlow.Storage.Sqlite.OtherProcesses;

namespace CryptoFlow.Storage.Sqlite.StartUp;

/// <summary>The right to write: this process holds the flock on the lock file that is now at the path.</summary>
public sealed class DatabaseLockTests : IDisposable
{
    private const int NotSupported = 95; // EOPNOTSUPP

    private readonly TestDatabase _database = new(prepare: false);

    private string LockPath => DatabaseLock.PathFor(_database.Path);

    public void Dispose() => _database.Dispose();

    [SkippableFact]
    public void A_lock_is_refused_to_a_second_descriptor_of_this_process_and_the_refusal_names_the_process()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells who holds a lock.");
        using var held = DatabaseLock.Acquire(_database.Path);

        var refused = Refused.For(FileRefusal.Lock, () => DatabaseLock.Acquire(_database.Path));

        Assert.StartsWith($"Another process writes the database {_database.Path} (process {Environment.ProcessId} holds", refused, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_mount_that_grants_every_lock_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The lock is taken by flock on Linux only.");
        var refused = Refused.For(FileRefusal.Place, () => DatabaseLock.Acquire(_database.Path, _ => 0));

        Assert.Contains("ignores file locks", refused, StringComparison.Ordinal);
        Assert.False(DatabaseLock.IsHeld(_database.Path));
    }

    [SkippableFact]
    public void A_mount_that_gives_no_lock_is_refused()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The lock is taken by flock on Linux only.");
        var refused = Refused.For(FileRefusal.Place, () => DatabaseLock.Acquire(_database.Path, _ => NotSupported));

        Assert.Contains("gives no lock", refused, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void The_lock_is_in_place_until_its_file_is_deleted_or_replaced()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        using var held = DatabaseLock.Acquire(_database.Path);
        Assert.True(held.IsInPlace);

        File.Move(LockPath, LockPath + ".away");
        Assert.False(held.IsInPlace);
        File.WriteAllText(LockPath, "");
        Assert.False(held.IsInPlace);
        File.Move(LockPath + ".away", LockPath, overwrite: true);
        Assert.True(held.IsInPlace);
    }

    [SkippableFact]
    public void A_file_that_is_replaced_between_opening_and_locking_is_not_taken_for_the_lock()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        var replaced = false;
        using var held = DatabaseLock.Acquire(_database.Path, file =>
        {
            var error = Flock.Take(file);
            if (!replaced)
            {
                // The old file is kept, so that the new file cannot get its inode number.
                File.Move(LockPath, LockPath + ".away");
                File.WriteAllText(LockPath, "");
                replaced = true;
            }

            return error;
        });

        Assert.True(held.IsInPlace);
        Refused.For(FileRefusal.Lock, () => DatabaseLock.Acquire(_database.Path));
    }

    [SkippableFact]
    public void The_lock_file_stays_when_the_lock_is_given_back()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Only Linux tells device and inode.");
        DatabaseLock.Acquire(_database.Path).Dispose();
        var before = FileIdentity.Of(LockPath);
        DatabaseLock.Acquire(_database.Path).Dispose();

        Assert.NotNull(before);
        Assert.Equal(before, FileIdentity.Of(LockPath));
    }
}
