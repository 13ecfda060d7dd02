using System.Net;

namespace CryptoFlow.Outgoing;

public sealed class AddressOrderTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8::1 2001:db8::2 10.0.0.1 10.0.0.2", "2001:db8::1 10.0.0.1 2001:db8::2 10.0.0.2")]
    [InlineData("10.0.0.1 10.0.0.2 10.0.0.3 2001:db8::1", "10.0.0.1 2001:db8::1 10.0.0.2 10.0.0.3")]
    [InlineData("10.0.0.1 10.0.0.1 10.0.0.2", "10.0.0.1 10.0.0.2")]
    public void Address_families_alternate_and_keep_the_order_of_the_resolver(string resolved, string order) => Assert.Equal(order, Order(resolved, null));

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1 2001:db8::1 2001:db8::2")]
    [InlineData("2001:db8::2", "2001:db8::2 10.0.0.1 2001:db8::1")]
    [InlineData("10.0.0.9", "2001:db8::1 10.0.0.1 2001:db8::2")]
    public void The_address_that_answered_last_is_first_while_the_resolver_names_it(string lastAnswered, string order) =>
        Assert.Equal(order, Order("2001:db8::1 2001:db8::2 10.0.0.1", IPAddress.Parse(lastAnswered)));

    private static string Order(string resolved, IPAddress? lastAnswered) =>
        string.Join(' ', AddressOrder.Of([.. resolved.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(IPAddress.Parse)], lastAnswered));
}
