using CryptoFlow.Storage.Sqlite;
using CryptoFlow.Storage.Sqlite.Engine;
using SQLitePCL;
using static CryptoFlow.Storage.Writer.FailureAction;
using static CryptoFlow.Storage.Writer.WriteRefusal;

namespace CryptoFlow.Storage.Writer;

/// <summary>The supervision table, one test case for each row.</summary>
public sealed class WriteFailuresTests
{
    [Theory]
    [InlineData(raw.SQLITE_BUSY, Busy, GoOn)]
    [InlineData(raw.SQLITE_LOCKED, Busy, GoOn)]
    [InlineData(raw.SQLITE_FULL, StorageUnavailable, GoOn)]
    [InlineData(raw.SQLITE_IOERR, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_READONLY, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_CANTOPEN, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_PERM, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_NOLFS, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_PROTOCOL, StorageUnavailable, Reopen)]
    [InlineData(raw.SQLITE_CORRUPT, Failed, StopTheSystem)]
    [InlineData(raw.SQLITE_NOTADB, Failed, StopTheSystem)]
    [InlineData(raw.SQLITE_ERROR, Failed, Reopen)]
    [InlineData(raw.SQLITE_CONSTRAINT, Failed, Reopen)]
    [InlineData(raw.SQLITE_MISUSE, Failed, Reopen)]
    [InlineData(raw.SQLITE_NOMEM, Failed, Reopen)]
    public void A_failure_of_SQLite_is_decided_by_its_primary_code(int code, WriteRefusal rejection, FailureAction action)
    {
        var expected = new FailureDecision(rejection, action);
        Assert.Equal(expected, WriteFailures.Decide(new SqliteStoreException(code, "an error")));
        Assert.Equal(expected, WriteFailures.Decide(new SqliteStoreException(code | (3 << 8), "an extended code of it")));
    }

    [Fact]
    public void A_WAL_that_was_deleted_is_emptied_by_the_connection_that_has_it_and_the_program_stops() =>
        Assert.Equal(new FailureDecision(StorageUnavailable, DrainAndStopTheSystem), WriteFailures.Decide(new WalLostException("candles.db-wal")));

    [Fact]
    public void A_file_of_another_program_is_not_changed_and_is_checked_again() =>
        Assert.Equal(new FailureDecision(StorageUnavailable, Reopen), WriteFailures.Decide(new FileRefusedException(FileRefusal.Foreign, "of another program")));

    [Fact]
    public void After_a_defect_of_this_program_the_connection_is_opened_again() =>
        Assert.Equal(new FailureDecision(Failed, Reopen), WriteFailures.Decide(new InvalidOperationException()));
}
