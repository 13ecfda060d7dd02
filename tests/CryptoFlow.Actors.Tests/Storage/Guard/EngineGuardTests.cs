using SQLitePCL;

namespace CryptoFlow.Storage.Guard;

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
    public void A_sound_engine_is_taken(string version) => Assert.Null(EngineGuard.RefuseVersion(version));

    [Fact]
    public void The_bundled_engine_is_sound()
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
    public void A_network_file_system_is_refused_by_name(string fileSystem)
    {
        var refusal = EngineGuard.RefuseFileSystem("/data/candles.db", fileSystem);
        Assert.Contains($"/data/candles.db lies on a network file system ({fileSystem})", refusal, StringComparison.Ordinal);
        Assert.Contains("CryptoFlow:Database:Path", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ext4")]
    [InlineData("xfs")]
    [InlineData("tmpfs")]
    [InlineData("overlay")]
    [InlineData("apfs")]
    [InlineData("NTFS")]
    [InlineData("")]
    public void A_local_file_system_is_taken(string fileSystem) => Assert.Null(EngineGuard.RefuseFileSystem("/data/candles.db", fileSystem));
}
