using System.CodeDom.Compiler;
using System.Reflection;
using CryptoFlow.Web.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CryptoFlow.Web.Tests.Http;

public sealed class EndpointConventionsTests(WebServerFixture fixture) : IClassFixture<WebServerFixture>
{
    [Fact]
    public void The_code_that_reads_a_request_is_generated_at_build_for_each_route_of_the_program()
    {
        var own = fixture.Server.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Where(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()?.DeclaringType?.Assembly == typeof(EndpointConventions).Assembly)
            .ToList();

        Assert.Contains(own, endpoint => endpoint.DisplayName!.Contains("/api/candles", StringComparison.Ordinal));
        Assert.All(own, endpoint => Assert.True(endpoint.Metadata.GetMetadata<GeneratedCodeAttribute>() is not null, endpoint.DisplayName));
    }
}
