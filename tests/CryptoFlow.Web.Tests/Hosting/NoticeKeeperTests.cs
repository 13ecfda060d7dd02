using CryptoFlow.Monitoring;
using CryptoFlow.Web.Hosting;

namespace CryptoFlow.Web.Tests.Hosting;

/// <summary>Two processes of one host have the file. The notice names the one that writes it.</summary>
public sealed class NoticeKeeperTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly MonitorBoard _firstBoard = new();
    private readonly MonitorBoard _secondBoard = new();
    private readonly NoticeKeeper _first;
    private readonly NoticeKeeper _second;

    public NoticeKeeperTests()
    {
        _first = new NoticeKeeper(new ServerNotice(1, "http://127.0.0.1:1"), Database, _firstBoard);
        _second = new NoticeKeeper(new ServerNotice(2, "http://127.0.0.1:2"), Database, _secondBoard);
    }

    private string Database => _folder.File("candles.db");

    private string? Notice => File.Exists(ServerNotice.PathFor(Database)) ? File.ReadAllText(ServerNotice.PathFor(Database)) : null;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_standby_does_not_replace_the_notice_of_the_process_that_writes()
    {
        Writes(_firstBoard);
        Reads(_secondBoard);
        _first.Look();
        _second.Look();
        Assert.Contains("127.0.0.1:1", Notice, StringComparison.Ordinal);

        _second.TakeAway();
        Assert.NotNull(Notice);
    }

    [Fact]
    public void When_the_writer_moves_the_notice_moves_whichever_process_notices_first()
    {
        Writes(_firstBoard);
        _first.Look();

        Writes(_secondBoard);
        _second.Look();
        Reads(_firstBoard);
        _first.Look();
        Assert.Contains("127.0.0.1:2", Notice, StringComparison.Ordinal);

        _second.TakeAway();
        Assert.Null(Notice);
    }

    /// <summary>The process that has written before was stopped for a while, so it replaces the notice, or deletes it, after the move.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_notice_of_the_process_that_writes_comes_back(bool isReplaced)
    {
        Writes(_secondBoard);
        _second.Look();
        if (isReplaced)
            new ServerNotice(1, "http://127.0.0.1:1").Write(Database);
        else
            File.Delete(ServerNotice.PathFor(Database));

        _second.Look();
        Assert.Contains("127.0.0.1:2", Notice, StringComparison.Ordinal);
    }

    [Fact]
    public void Before_a_process_writes_there_is_no_notice()
    {
        _first.Look();
        _firstBoard.Show(Some.Health(open: false), 0);
        _first.Look();
        Assert.Null(Notice);
    }

    private static void Writes(MonitorBoard board) => board.Show(Some.Health(open: true), 0);

    private static void Reads(MonitorBoard board) => board.Show(Some.Health(open: true) with { Storage = StorageSource.On("akka.tcp://cryptoflow@10.0.0.5:8110") }, 0);
}
