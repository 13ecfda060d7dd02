using CryptoFlow.Web.Hosting;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine;

/// <summary>What serving is told on the command line.</summary>
internal sealed record ServeSettings(IReadOnlyList<string> Configuration, string? Database, string? Urls, bool Demo);

/// <summary>Serves until it is told to stop.</summary>
internal sealed class ServeCommand(CommandEnvironment environment)
{
    private const string DatabaseKey = "--CryptoFlow:Database:Path";

    public async Task<int> RunAsync(ServeSettings settings, CancellationToken cancellation)
    {
        await using var demo = settings.Demo ? environment.DemoExchanges() : null;
        var phase = new StartPhase();
        WebApplication? app = null;
        try
        {
            var exchanges = demo is null ? null : await demo.StartAsync(cancellation);
            app = Build(Arguments(settings, exchanges), phase);

            // Checked before the host starts, which would log the exception that the sentences are made of.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancellation);
            if (exchanges is not null)
                app.Logger.DemoExchanges(string.Join(", ", exchanges.Values));
        }
        catch (Exception failure) when (StartFailures.Explain(failure) is { } sentences)
        {
            foreach (var sentence in sentences)
                await environment.Error.WriteLineAsync(sentence);
            if (app is not null)
                await app.DisposeAsync();
            return ExitCodes.Failure;
        }

        await using (app)
        {
            phase.End();
            await app.WaitForShutdownAsync(cancellation);
        }

        // Not 0: the actor system sets the exit code when it goes down for a reason of its own.
        return Environment.ExitCode;
    }

    /// <summary>Later arguments win over earlier ones: the demo's settings give way to what the user says, but for the addresses.</summary>
    private static string[] Arguments(ServeSettings settings, IReadOnlyDictionary<Exchange, Uri>? demo)
    {
        var args = new List<string>();
        if (demo is not null)
            args.Add($"{DatabaseKey}=data/demo.db");
        args.AddRange(settings.Configuration);
        if (settings.Database is { } database)
            args.Add($"{DatabaseKey}={database}");
        if (settings.Urls is { } urls)
            args.Add($"--urls={urls}");
        foreach (var (exchange, address) in demo ?? new Dictionary<Exchange, Uri>())
            args.Add($"--CryptoFlow:Exchanges:{exchange.ToWireName()}:BaseUrl={address}");
        return [.. args];
    }

    private WebApplication Build(string[] args, StartPhase phase)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.ClearProviders();
        ConsoleLogging.Apply(builder.Logging, toStandardError: false, phase);
        if (!HasAddress(builder.Configuration))
            builder.WebHost.UseUrls("http://localhost:3000");
        environment.AddSystem(builder.Services, builder.Configuration);
        builder.AddCryptoFlowWeb();

        var app = builder.Build();
        app.UseCryptoFlowWeb();
        return app;
    }

    private static bool HasAddress(ConfigurationManager configuration) =>
        configuration["urls"] is not null
        || configuration["http_ports"] is not null
        || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").GetChildren().Any();
}
