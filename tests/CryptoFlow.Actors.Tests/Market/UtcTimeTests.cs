namespace CryptoFlow.Market;

public sealed class UtcTimeTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("1000", 1000)]
    [InlineData("1700000000000", 1_700_000_000_000)]
    [InlineData("1970-01-01", 0)]
    [InlineData("2024-01-01", 1_704_067_200_000)]
    [InlineData("2024-02-29", 1_709_164_800_000)]
    [InlineData("2024-01-01T00:00", 1_704_067_200_000)]
    [InlineData("2024-01-01T00:00Z", 1_704_067_200_000)]
    [InlineData("2024-01-01t00:00z", 1_704_067_200_000)]
    [InlineData("2024-01-01 00:00", 1_704_067_200_000)]
    [InlineData("2024-01-01T02:00+02:00", 1_704_067_200_000)]
    [InlineData("2023-12-31T18:30-05:30", 1_704_067_200_000)]
    [InlineData("2024-01-01T00:00:01.2345678Z", 1_704_067_201_234)]
    [InlineData("2024-01-01T00:00:01.5", 1_704_067_201_500)]
    public void Milliseconds_dates_and_iso_times_are_read(string text, long expected)
    {
        Assert.True(UtcTime.TryParse(text, out var time));
        Assert.Equal(expected, time);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("1e12")]
    [InlineData("2025")]
    [InlineData("20240131")]
    [InlineData("1700000000")]
    [InlineData("99999999999999999999")]
    [InlineData("١٢٣")]
    [InlineData("now")]
    [InlineData("2024-1-1")]
    [InlineData("2024-13-01")]
    [InlineData("2023-02-29")]
    [InlineData("2024-01-01T25:00")]
    [InlineData("2024-01-01T00")]
    [InlineData("2024-01-01T00:00 02:00")]
    [InlineData("2024-01-01T00:00+99:00")]
    [InlineData("2024-01-01T00:00:00.123456789012345678901234567890Z")]
    [InlineData("1969-12-31T23:59Z")]
    [InlineData("01/02/2024")]
    public void Other_texts_are_refused_also_numbers_that_are_a_year_a_date_or_seconds(string? text) => Assert.False(UtcTime.TryParse(text, out _));
}
