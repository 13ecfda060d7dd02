using System.Text;
using CryptoFlow.Simulator.Wire;
using CsCheck;

namespace CryptoFlow.Simulator.Tests.Wire;

/// <summary>The fast formatting of numbers.</summary>
public sealed class DecimalTextTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("0.001")]
    [InlineData("97123.40")]
    [InlineData("17122938614.7061")]
    [InlineData("-1.50")]
    [InlineData("123456789012345678901234.5")]
    public void A_decimal_is_written_with_all_its_digits(string text) => Assert.Equal(text, Written(decimal.Parse(text)));

    [Fact]
    public void A_decimal_is_written_as_ToString_writes_it() => Gen.Decimal.Sample(number => Assert.Equal(number.ToString(), Written(number)));

    private static string Written(decimal number)
    {
        Span<byte> target = stackalloc byte[40];
        return Encoding.UTF8.GetString(target[..DecimalText.Write(number, target)]);
    }
}
