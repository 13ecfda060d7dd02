namespace CryptoFlow.Storage.Sqlite.StartUp;

public sealed class MountTableTests
{
    private const string Table = """
        22 27 0:21 / /proc rw,relatime - proc proc rw
        27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw
        40 27 0:40 / /data rw,relatime shared:7 master:2 - nfs4 server:/export rw,vers=4.2
        41 40 254:1 /sub /data/local rw - xfs /dev/vdb rw
        42 27 0:50 / /mnt/my\040share rw - fuse.sshfs me@host:/ rw
        43 27 0:51 / /twice rw - ext4 /dev/vdc rw
        44 27 0:52 / /twice rw - cifs //server/share rw
        a line that says nothing
        """;

    [Theory]
    [InlineData("/", "ext4")]
    [InlineData("/home/me", "ext4")]
    [InlineData("/data", "nfs4")]
    [InlineData("/data/candles", "nfs4")]
    [InlineData("/database", "ext4")]
    [InlineData("/data/local/candles", "xfs")]
    [InlineData("/mnt/my share/candles", "fuse.sshfs")]
    [InlineData("/twice", "cifs")]
    public void The_longest_mount_point_counts_and_of_two_the_later(string directory, string fileSystem) =>
        Assert.Equal(fileSystem, MountTable.Parse(Table).FileSystemAt(directory));

    [Fact]
    public void Without_a_mount_table_the_file_system_is_unknown() => Assert.Equal("", MountTable.Parse("").FileSystemAt("/data"));

    [Fact]
    public void The_directory_that_will_hold_the_file_need_not_be_there_yet() =>
        Assert.Equal("ext4", new MountTable([("/", "ext4")]).FileSystemOf("/no-such-directory/deeper/candles.db"));

    [Fact]
    public void The_mount_table_of_this_machine_is_read() => Assert.NotEqual("", MountTable.Read().FileSystemOf(Path.Combine(Path.GetTempPath(), "candles.db")));

    [Fact]
    public void A_symbolic_link_to_a_share_is_the_share()
    {
        using var database = new TestDatabase(prepare: false);
        using var link = new Testing.TempDirectory();
        Directory.CreateSymbolicLink(link.File("link"), database.Directory);
        var path = RealPath.Of(Path.Combine(link.File("link"), "candles.db"));
        var share = new MountTable([("/", "ext4"), (database.Directory, "nfs")]);

        Assert.Equal("nfs", share.FileSystemOf(path));
    }
}
