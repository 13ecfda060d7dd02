using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Configuration;

/// <summary>JSON files may hold <c>null</c>, which the binder puts in the place of a default.</summary>
public sealed class NullValueTests
{
    [Theory]
    [InlineData("""{"Database":{"Path":null}}""", "Database:Path")]
    [InlineData("""{"Database":{"Synchronous":null}}""", "Database:Synchronous")]
    [InlineData("""{"Backup":{"Schedule":"0 3 * * *","TimeZone":null}}""", "Backup:TimeZone")]
    [InlineData("""{"Telemetry":{"OtlpProtocol":null}}""", "Telemetry:OtlpProtocol")]
    [InlineData("""{"Cluster":{"Enabled":true,"SeedNodes":["127.0.0.1:8110"],"Downing":null}}""", "Cluster:Downing")]
    [InlineData("""{"Cluster":{"Hostname":null}}""", "Cluster:Hostname")]
    [InlineData("""{"Cluster":{"SeedNodes":[null]}}""", "Cluster:SeedNodes")]
    [InlineData("""{"Cluster":{"Roles":[null]}}""", "Cluster:Roles")]
    [InlineData("""{"Exchanges":{"binance":{"Symbols":[null]}}}""", "Exchanges:binance:Symbols")]
    [InlineData("""{"Api":{"AllowedHosts":[null]}}""", "Api:AllowedHosts")]
    [InlineData("""{"Api":{"AllowedOrigins":[null]}}""", "Api:AllowedOrigins")]
    [InlineData("""{"PaperTrading":{"Series":[null]}}""", "PaperTrading:Series")]
    [InlineData("""{"PaperTrading":{"Strategies":[null]}}""", "PaperTrading:Strategies")]
    [InlineData("""{"Collector":{"Timeframes":[null]}}""", "Collector:Timeframes")]
    public void A_null_in_the_place_of_a_value_is_refused_with_a_sentence_that_names_its_key(string section, string key)
    {
        using var json = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"CryptoFlow":{{section}}}"""));
        var configuration = new ConfigurationBuilder().AddJsonStream(json).Build();
        using var services = new ServiceCollection().AddLogging().AddCryptoFlow(configuration, RunMode.Serve).BuildServiceProvider();

        var refused = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<CryptoFlowOptions>>().Value);

        Assert.StartsWith($"CryptoFlow:{key} ", Assert.Single(refused.Failures), StringComparison.Ordinal);
    }
}
