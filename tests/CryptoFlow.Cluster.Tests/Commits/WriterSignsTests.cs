using System.Diagnostics.Metrics;
using CryptoFlow.Cluster.Commits;
using CryptoFlow.Cluster.Tests.Telemetry;
using Microsoft.Extensions.Time.Testing;

namespace CryptoFlow.Cluster.Tests.Commits;

/// <summary>How long a node hears of no writer when the writer is replaced.</summary>
public sealed class WriterSignsTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly Meter _meter = new("test");
    private readonly MeterRecord _seen;
    private readonly WriterSigns _signs;

    public WriterSignsTests()
    {
        _seen = new MeterRecord(meter => ReferenceEquals(meter, _meter));
        _signs = new WriterSigns(_time, _meter);
    }

    public void Dispose()
    {
        _seen.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Before_the_first_sign_the_silence_is_not_known() => Assert.Null(_signs.Silence);

    [Fact]
    public void The_silence_grows_until_the_next_sign()
    {
        _signs.Heard(7, "file");
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), _signs.Silence);

        _signs.Heard(7);
        Assert.Equal(TimeSpan.Zero, _signs.Silence);
        Assert.Empty(HandOvers());
    }

    [Fact]
    public void A_new_epoch_is_a_hand_over_from_the_last_sign_of_the_old_writer_on()
    {
        _signs.Heard(7, "file");
        _time.Advance(TimeSpan.FromSeconds(1.5));
        _signs.Heard(8, "file");
        _time.Advance(TimeSpan.FromSeconds(20));
        _signs.Heard(9);

        Assert.Equal([1.5, 20], HandOvers());
    }

    [Fact]
    public void A_late_message_of_the_old_writer_is_no_sign()
    {
        _signs.Heard(8, "file");
        _time.Advance(TimeSpan.FromSeconds(1));
        _signs.Heard(7, "file");
        _signs.Heard(7);

        Assert.Equal(TimeSpan.FromSeconds(1), _signs.Silence);
        Assert.Empty(HandOvers());
    }

    [Fact]
    public void Another_database_may_have_a_lower_epoch()
    {
        _signs.Heard(8, "file");
        _time.Advance(TimeSpan.FromSeconds(5));
        _signs.Heard(1, "restored file");
        _signs.Heard(1);

        Assert.Equal(TimeSpan.Zero, _signs.Silence);
        Assert.Equal([5], HandOvers());
    }

    private IEnumerable<double> HandOvers() => _seen.Values("cryptoflow.cluster.handover.time");
}
