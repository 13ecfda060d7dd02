using CryptoFlow.Configuration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CryptoFlow;

/// <summary>Puts the system together: options, the file's guard, the actors. The host adds HTTP on top.</summary>
public static class CryptoFlowHosting
{
    /// <summary>Adds everything that is not HTTP. Actors are found through <c>IRequiredActor&lt;DbReaderRouterActor&gt;</c> and so on.</summary>
    public static IServiceCollection AddCryptoFlow(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CryptoFlowOptions>().Bind(configuration.GetSection(CryptoFlowOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CryptoFlowOptions>, CryptoFlowOptionsValidator>();
        services.AddSingleton(sp => CollectionPlan.From(sp.GetRequiredService<IOptions<CryptoFlowOptions>>().Value));
        return services;
    }
}
