namespace CryptoFlow.Collectors.Funding;

/// <summary>Which hours are requested for the mark prices of settlements.</summary>
public sealed class SettlementPricesTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Each_settlement_without_a_price_is_in_one_request_and_no_request_is_longer_than_a_page()
    {
        FundingRate[] rates = [Rate(8, 1.5), Rate(16, null), Rate(24, null), Rate(32, 1.5), Rate(40, null), Rate(48, 1.5)];

        Assert.Equal([Hours(16, 41)], SettlementPrices.Missing([.. rates], page: 25));
        Assert.Equal([Hours(16, 25), Hours(40, 41)], SettlementPrices.Missing([.. rates], page: 24));
        Assert.Equal([Hours(16, 17), Hours(24, 25), Hours(40, 41)], SettlementPrices.Missing([.. rates], page: 1));
        Assert.Empty(SettlementPrices.Missing([Rate(8, 1.5)], page: 24));
    }

    [Fact]
    public void A_settlement_that_is_not_at_a_full_hour_has_no_candle_that_ends_there() =>
        Assert.Empty(SettlementPrices.Missing([new FundingRate(Hour + FundingRate.Grid, 0.1, null)], page: 24));

    private static FundingRate Rate(int hour, double? price) => new(hour * Hour, 0.0001, price);

    private static TimeRange Hours(int from, int to) => new(from * Hour, to * Hour);
}
