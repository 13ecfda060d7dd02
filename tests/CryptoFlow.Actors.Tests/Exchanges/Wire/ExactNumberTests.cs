using System.Globalization;
using System.Text;
using CsCheck;

namespace CryptoFlow.Exchanges.Wire;

/// <summary>The fast parser gives the same double as the framework, bit for bit. Sums are equal to sums in decimal arithmetic.</summary>
public sealed class ExactNumberTests
{
    private static readonly Gen<string> Texts = Gen.Select(Gen.Long[-9_999_999_999_999_999, 9_999_999_999_999_999], Gen.Int[0, 12], (digits, places) =>
        places == 0
            ? digits.ToString(CultureInfo.InvariantCulture)
            : (digits / (decimal)Math.Pow(10, places)).ToString($"F{places}", CultureInfo.InvariantCulture));

    [Fact]
    public void A_number_that_is_read_is_the_double_nearest_to_its_text() => Texts.Sample(
        text => !Read(text, out var number) || BitConverter.DoubleToInt64Bits(number.ToDouble()) == BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
        iter: 100_000);

    [Fact]
    public void A_difference_is_that_of_decimal_arithmetic() => Gen.Select(Texts, Texts).Sample(
        (a, b) => !Read(a, out var from) || !Read(b, out var what) || !ExactNumber.TrySubtract(from, what, out var difference)
            || BitConverter.DoubleToInt64Bits(difference.ToDouble())
                == BitConverter.DoubleToInt64Bits(double.Parse((Exactly(a) - Exactly(b)).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)),
        iter: 100_000);

    [Theory]
    [InlineData("0", 0, 0)]
    [InlineData("0.000", 0, 3)]
    [InlineData("104531.30", 10453130, 2)]
    [InlineData("-2.5", -25, 1)]
    [InlineData("999999999999999", 999_999_999_999_999, 0)]
    public void Prices_and_volumes_are_read_as_exact_numbers(string text, long units, int decimals)
    {
        Assert.True(Read(text, out var number));
        Assert.Equal(new ExactNumber(units, decimals), number);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData("-0.0")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1.2.3")]
    [InlineData("1e5")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1,5")]
    [InlineData("NaN")]
    [InlineData("1000000000000000")]
    [InlineData("0.0000000000000000001")]
    public void Other_numbers_are_left_to_the_general_parser(string text) => Assert.False(Read(text, out _));

    private static bool Read(string text, out ExactNumber number) => ExactNumber.TryParse(Encoding.ASCII.GetBytes(text), out number);

    private static decimal Exactly(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
