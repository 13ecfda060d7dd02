using CryptoFlow.Web.Sockets;

namespace CryptoFlow.Web.Tests.Sockets;

/// <summary>The forming candle on its way to a client that may be slow.</summary>
public class FormingSlotTests
{
    private readonly FormingSlot _slot = new();

    private static CandleFrame Frame(long open, byte mark) => new(open, new[] { mark });

    private static int? Mark(ReadOnlyMemory<byte>? utf8) => utf8?.Span[0];

    [Fact]
    public void While_a_message_is_out_only_the_newest_waits()
    {
        Assert.Equal(1, Mark(_slot.Take(Frame(10, 1))));
        Assert.Null(_slot.Take(Frame(10, 2)));
        Assert.Null(_slot.Take(Frame(10, 3)));
        Assert.Equal(3, Mark(_slot.OnOut()));
        Assert.Null(_slot.OnOut());
        Assert.Equal(4, Mark(_slot.Take(Frame(10, 4))));
    }

    [Fact]
    public void After_a_message_that_could_not_be_sent_the_next_one_is_sent()
    {
        _slot.Take(Frame(10, 1));
        _slot.Drop();
        Assert.Equal(2, Mark(_slot.Take(Frame(10, 2))));
    }

    [Fact]
    public void A_candle_that_has_closed_does_not_form_any_more()
    {
        _slot.Take(Frame(10, 1));
        _slot.Take(Frame(10, 2));
        _slot.OnClosed(10);
        Assert.Null(_slot.OnOut());
        Assert.Null(_slot.Take(Frame(10, 3)));
        Assert.Equal(4, Mark(_slot.Take(Frame(20, 4))));
    }
}
