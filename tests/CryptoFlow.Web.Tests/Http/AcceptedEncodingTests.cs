using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Tests.Http;

public sealed class AcceptedEncodingTests
{
    [Theory]
    [InlineData("", "Identity")]
    [InlineData("gzip, deflate, br", "Brotli")]
    [InlineData("GZIP", "Gzip")]
    [InlineData("deflate", "Identity")]
    [InlineData("br;q=0, gzip", "Gzip")]
    [InlineData("br;q=0.5, gzip;q=0.8", "Gzip")]
    [InlineData("*", "Brotli")]
    [InlineData("*;q=0", "Identity")]
    [InlineData("identity, gzip;q=0.1", "Identity")]
    [InlineData("identity;q=0.1, gzip", "Gzip")]
    [InlineData("not; a = list", "Identity")]
    public void The_encoding_is_the_best_that_the_client_accepts(string accept, string expected) => Assert.Equal(expected, AcceptedEncoding.Of(accept).ToString());
}
