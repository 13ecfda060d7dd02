namespace CryptoFlow.Trades;

public sealed class AccountTests
{
    [Fact]
    public void An_account_that_compounds_without_end_stays_finite()
    {
        var account = Account.Start(1e9);
        for (var i = 0; i < 2_000; i++)
            account = account.Book(account.Capital * 10).Book(-account.Capital / 2);

        Assert.Equal(Account.MostCapital, account.Peak);
        Assert.InRange(account.Capital, 1e17, Account.MostCapital);
        Assert.InRange(account.MaxDrawdown, 0, 1);
    }
}
