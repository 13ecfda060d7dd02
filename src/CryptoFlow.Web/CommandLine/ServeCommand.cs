using System.Net.Sockets;
using CryptoFlow.Collectors;
using CryptoFlow.Composition;
using CryptoFlow.Membership;
using CryptoFlow.Storage;
using CryptoFlow.Web.Demo;
using CryptoFlow.Web.Hosting;
using CryptoFlow.Web.Logging;
using Microsoft.Extensions.Options;

namespace CryptoFlow.Web.CommandLine;

/// <summary>The options of the command line for the server.</summary>
internal sealed record ServeSettings(IReadOnlyList<string> Configuration, string? Database, string? Urls, bool Demo, double DemoSpeed);

/// <summary>Runs the server until it is told to stop.</summary>
internal sealed class ServeCommand(CommandEnvironment environment)
{
    public async Task<int> RunAsync(ServeSettings settings, CancellationToken cancellation)
    {
        await using var demo = settings.Demo ? environment.DemoExchanges() : null;
        var phase = new StartPhase();
        WebApplication? app = null;
        try
        {
            app = await BuildAsync(settings, demo, phase, cancellation);

            // Validated before the host starts, because the host would log the exception with its stack trace; the command prints sentences.
            app.Services.GetService<IStartupValidator>()?.Validate();
            await app.StartAsync(cancellation);
            if (demo is not null)
                app.Logger.DemoExchanges(string.Join(", ", app.Services.GetRequiredService<CollectionPlan>().Exchanges.Select(e => e.BaseUrl)));
        }
        catch (Exception failure) when (Explain(failure, app) is { } explained)
        {
            // Print the error first: stopping the started services takes time.
            var code = await environment.FailAsync(explained);
            if (app is not null)
                await EndAsync(app);
            return code;
        }
        catch (OperationCanceledException) when (app?.Lifetime.ApplicationStopping.IsCancellationRequested == true)
        {
            // The program was told to stop during the start.
            await EndAsync(app);
            return ExitCodes.Success;
        }

        await using (app)
        {
            phase.End();
            await app.WaitForShutdownAsync(cancellation);
            if (app.Services.GetService<ProgramStop>() is { Reason: { } reason } stop)
            {
                await environment.Error.WriteLineAsync(reason);
                return stop.ExitCode;
            }

            if (app.Services.GetService<INodeEnd>()?.Find() is var (exitCode, sentence))
            {
                await environment.Error.WriteLineAsync(sentence);
                return exitCode;
            }
        }

        // Not a constant 0: the actor system sets the exit code when it terminates on its own.
        return Environment.ExitCode;
    }

    /// <summary>
    /// Stops a partly started server. Disposing it without stopping would release the writer lock while the writer still has the file open.
    /// </summary>
    private static async Task EndAsync(WebApplication app)
    {
        await using (app)
            await app.StopAsync(CancellationToken.None);
    }

    private static UserFailure? Explain(Exception failure, WebApplication? app) => app is not null && SocketFailure(failure) is { } socket
        ? new UserFailure(ExitCodes.Failure, [ListenAddresses.Explain(socket, app.Configuration)])
        : UserErrors.Explain(failure);

    private static SocketException? SocketFailure(Exception failure) => failure switch
    {
        SocketException socket => socket,
        AggregateException { InnerExceptions: [var only] } => SocketFailure(only),
        _ => null,
    };

    private static string[] Arguments(ServeSettings settings)
    {
        var args = CommandOptions.Arguments(settings.Configuration, settings.Database);
        return settings.Urls is { } urls ? [.. args, $"--urls={urls}"] : args;
    }

    private async Task<WebApplication> BuildAsync(ServeSettings settings, IDemoExchanges? demo, StartPhase phase, CancellationToken cancellation)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = Arguments(settings), ContentRootPath = AppContext.BaseDirectory });
        ListenAddresses.Check(builder.Configuration);
        if (demo is not null)
            await DemoConfiguration.ApplyAsync(builder.Configuration, demo, settings.DemoSpeed, environment.Time, cancellation);
        builder.Logging.ClearProviders();
        ConsoleLogging.Apply(builder.Logging, toStandardError: false, phase);
        if (!ListenAddresses.AreSet(builder.Configuration))
            builder.WebHost.UseUrls("http://localhost:3000");
        var origin = demo is null ? MarketOrigin.Exchanges : MarketOrigin.Simulator;
        environment.AddSystem(builder.Services, builder.Configuration, new RunMode(origin, Periodic: true));
        builder.AddCryptoFlowWeb();

        var app = builder.Build();
        app.UseCryptoFlowWeb();
        return app;
    }
}
