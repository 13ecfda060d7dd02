using System.Text;

namespace CryptoFlow.Market;

public sealed class SymbolRulesTests
{
    [Theory]
    [InlineData("btcusdt", "BTCUSDT")]
    [InlineData("1000SHIBUSDT", "1000SHIBUSDT")]
    [InlineData("BTCUSDT_260327", "BTCUSDT_260327")]
    [InlineData("BTC-26DEC25", "BTC-26DEC25")]
    [InlineData("币安人生USDT", "币安人生USDT")]
    [InlineData("币安人生usdt", "币安人生USDT")]
    [InlineData("БИТКОИНusdt", "БИТКОИНUSDT")]
    [InlineData("ビットusdt", "ビットUSDT")]
    [InlineData("𠮷USDT", "𠮷USDT")]
    [InlineData("가나USDT", "가나USDT")]
    public void Names_as_exchanges_list_them_are_symbols(string text, string symbol)
    {
        Assert.True(SymbolRules.TryNormalize(text, out var normalized));
        Assert.Equal(symbol, normalized);
        Assert.True(SymbolRules.TryNormalize(SymbolRules.ToLower(normalized), out var back));
        Assert.Equal(symbol, back);
    }

    /// <summary>Case rules beyond a to z depend on the language and change names (ß, ı, ŉ). So the rules leave such letters unchanged.</summary>
    [Theory]
    [InlineData("straßeusdt", "STRAßEUSDT")]
    [InlineData("ısusdt", "ıSUSDT")]
    [InlineData("éusdt", "éUSDT")]
    public void Only_the_letters_a_to_z_are_changed_to_upper_case(string text, string symbol)
    {
        Assert.True(SymbolRules.TryNormalize(text, out var normalized));
        Assert.Equal(symbol, normalized);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("BTC USDT")]
    [InlineData("BTC:USDT")]
    [InlineData("BTC/USDT")]
    [InlineData("BTC,USDT")]
    [InlineData("BTC.USDT")]
    [InlineData("BTC'USDT")]
    [InlineData("BTC\u0000USDT")]
    [InlineData("BTC\nUSDT")]
    [InlineData("BTC\u00A0USDT")]
    [InlineData("BTC\u200BUSDT")]
    [InlineData("BTC\u202EUSDT")]
    [InlineData("BTC\u2066USDT")]
    [InlineData("\uFEFFBTCUSDT")]
    [InlineData("BTC\u2028USDT")]
    [InlineData("币安\u3000人生USDT")]
    [InlineData("币安。USDT")]
    [InlineData("BTC\uFFFDUSDT")]
    [InlineData("BTC\uE000USDT")]
    [InlineData("🚀USDT")]
    [InlineData("e\u0301USDT")] // é in two characters.
    [InlineData("\u212AUSDT")] // The Kelvin sign, which NFC changes to K.
    [InlineData("\uF900USDT")] // A compatibility ideograph, which NFC replaces.
    [InlineData("\u1100\u1161USDT")] // A Hangul syllable in two letters.
    [InlineData("\u3164USDT")] // An invisible letter.
    public void Signs_separators_and_second_spellings_are_refused(string? text) => Assert.False(SymbolRules.TryNormalize(text, out _));

    [Fact]
    public void Half_a_surrogate_pair_is_refused()
    {
        Assert.False(SymbolRules.TryNormalize("BTC\uD842USDT", out _));
        Assert.False(SymbolRules.TryNormalize("BTC\uDFB7USDT", out _));
        Assert.False(SymbolRules.TryNormalize("BTCUSDT\uD842", out _));
    }

    [Fact]
    public void A_symbol_has_forty_characters_and_no_more_in_any_script()
    {
        foreach (var character in new[] { "a", "币", "𠮷" })
        {
            Assert.True(SymbolRules.TryNormalize(Repeat(character, SymbolRules.MaxLength), out _));
            Assert.False(SymbolRules.TryNormalize(Repeat(character, SymbolRules.MaxLength + 1), out _));
        }

        static string Repeat(string text, int times) => new StringBuilder().Insert(0, text, times).ToString();
    }

    [Fact]
    public void The_error_message_lists_everything_that_a_symbol_may_contain()
    {
        foreach (var said in new[] { "40", "letters and digits of any script", "'-'", "'_'", "币安人生USDT" })
            Assert.Contains(said, SymbolRules.AllowedText, StringComparison.Ordinal);
    }
}
