using System.Globalization;
using System.Text;
using System.Text.Json;
using CryptoFlow.Web.Http;
using CsCheck;

namespace CryptoFlow.Web.Tests.Http;

/// <summary>Every number parses back to the same double. Its text is as short as .NET's own text.</summary>
public sealed class NumberTextTests
{
    /// <summary>Numbers as exchanges send them: an integer divided by a power of ten.</summary>
    private static readonly Gen<double> Decimals = Gen.Select(Gen.Long[-999_999_999_999, 999_999_999_999], Gen.Int[0, 12], (digits, places) => double.Parse(
        string.Create(CultureInfo.InvariantCulture, $"{digits}e-{places}"), CultureInfo.InvariantCulture));

    private static readonly Gen<double> Bits = Gen.Long.Select(BitConverter.Int64BitsToDouble).Where(double.IsFinite);

    /// <summary>Sums and differences, which have the rounding errors of binary fractions.</summary>
    private static readonly Gen<double> Noisy = Gen.Select(Decimals, Decimals, (a, b) => a - b);

    [Theory]
    [InlineData(0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(104531.3, "104531.3")]
    [InlineData(-117.46, "-117.46")]
    [InlineData(0.1 + 0.2, "0.30000000000000004")]
    [InlineData(1e-4, "0.0001")]
    [InlineData(1e-5, "1E-05")]
    [InlineData(999_999_999_999_999, "999999999999999")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    public void A_number_has_its_shortest_text(double value, string text) => Assert.Equal(text, Text(value));

    [Fact]
    public void A_number_reads_back_to_the_same_bits() => Gen.OneOf(Decimals, Bits, Noisy).Sample(
        value => BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(double.Parse(Text(value), CultureInfo.InvariantCulture)), iter: 100_000);

    [Fact]
    public void A_number_is_written_as_the_framework_writes_it() => Gen.OneOf(Decimals, Bits, Noisy).Sample(
        value => Text(value) == JsonSerializer.Serialize(value), iter: 100_000);

    private static string Text(double value)
    {
        Span<byte> to = stackalloc byte[NumberText.MaxBytes];
        return Encoding.ASCII.GetString(to[..NumberText.Format(value, to)]);
    }
}
