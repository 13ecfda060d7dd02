using SQLitePCL;

namespace CryptoFlow.Storage.Sqlite.StartUp;

public sealed class EngineGuardTests
{
    [Theory]
    [InlineData("3.51.2")]
    [InlineData("3.50.4")]
    [InlineData("2.99.99")]
    [InlineData("3.51")]
    [InlineData("")]
    [InlineData("unknown")]
    public void An_engine_with_the_reset_bug_is_refused(string version)
    {
        var refusal = EngineGuard.RefuseVersion(version);
        Assert.Contains($"SQLite {version} is older than 3.51.3", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3.51.3")]
    [InlineData("3.52.0")]
    [InlineData("4.0.0")]
    public void A_version_of_SQLite_without_the_reset_bug_is_accepted(string version) => Assert.Null(EngineGuard.RefuseVersion(version));

    [Fact]
    public void The_bundled_version_of_SQLite_is_accepted()
    {
        Batteries_V2.Init();
        Assert.Null(EngineGuard.RefuseVersion(raw.sqlite3_libversion().utf8_to_string()));
    }

    [Theory]
    [InlineData("nfs")]
    [InlineData("nfs4")]
    [InlineData("cifs")]
    [InlineData("SMB2")]
    [InlineData("9p")]
    [InlineData("fuse.sshfs")]
    [InlineData("ceph")]
    [InlineData("virtiofs")]
    [InlineData("fuse.virtiofs")]
    [InlineData("fakeowner")]
    [InlineData("fuse.grpcfuse")]
    [InlineData("vboxsf")]
    [InlineData("prl_fs")]
    [InlineData("fuse.vmhgfs-fuse")]
    [InlineData("fuse.rclone")]
    [InlineData("fuse.s3fs")]
    [InlineData("fuse.juicefs")]
    [InlineData("fuse.glusterfs")]
    [InlineData("fuse.ceph")]
    [InlineData("orangefs")]
    [InlineData("one-that-comes-next-year")]
    public void A_file_system_that_is_not_known_to_be_local_is_refused_by_name(string fileSystem)
    {
        var refusal = EngineGuard.RefuseFileSystem("/data/candles.db", fileSystem);
        Assert.Contains($"/data/candles.db lies on a file system of the type {fileSystem}, which is not known to be a local disk", refusal, StringComparison.Ordinal);
        Assert.Contains("CryptoFlow:Database:Path", refusal, StringComparison.Ordinal);
        Assert.Contains("CryptoFlow:Database:AllowUnknownFileSystem", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_system_that_is_unknown_is_refused() =>
        Assert.Contains("a file system that cannot be told", EngineGuard.RefuseFileSystem("/data/candles.db", ""), StringComparison.Ordinal);

    [Fact]
    public void The_option_allows_an_unknown_file_system_and_health_always_names_it()
    {
        using var database = new TestDatabase(prepare: false);
        var share = new MountTable([("/", "ext4"), (database.Directory, "fuse.rclone")]);
        var refused = Refused.For(FileRefusal.Place, () => EngineGuard.Check(database.Settings, share));
        Assert.Contains("fuse.rclone", refused, StringComparison.Ordinal);
        Assert.Null(EngineGuard.NoteOn(database.Settings, share));

        var allowed = database.Settings with { AllowUnknownFileSystem = true };
        EngineGuard.Check(allowed, share);

        Assert.Contains("fuse.rclone", EngineGuard.NoteOn(allowed, share), StringComparison.Ordinal);
        Assert.Null(EngineGuard.NoteOn(allowed, new MountTable([("/", "ext4")])));
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("tmpfs")]
    [InlineData("overlay")]
    [InlineData("apfs")]
    [InlineData("NTFS")]
    [InlineData("btrfs")]
    [InlineData("zfs")]
    [InlineData("ntfs3")]
    [InlineData("fuseblk")]
    public void A_local_file_system_is_accepted(string fileSystem) => Assert.Null(EngineGuard.RefuseFileSystem("/data/candles.db", fileSystem));
}
