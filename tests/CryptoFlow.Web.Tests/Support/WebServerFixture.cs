namespace CryptoFlow.Web.Tests.Support;

/// <summary>One server for all tests of a class. The tests run one after another, and each sets the script that it needs.</summary>
public sealed class WebServerFixture : IAsyncLifetime
{
    private WebServer? _server;

    internal WebServer Server => _server!;

    public async Task InitializeAsync() => _server = await WebServer.StartAsync();

    public Task DisposeAsync() => _server!.DisposeAsync().AsTask();
}
