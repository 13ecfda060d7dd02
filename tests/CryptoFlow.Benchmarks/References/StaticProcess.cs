namespace CryptoFlow.Benchmarks.References;

/// <summary><see cref="StaticServer"/> in a process of its own. Its answer is a page that the program once answered.</summary>
internal sealed class StaticProcess : IAsyncDisposable
{
    public const string Command = "static-server";

    private static readonly TimeSpan StartsWithin = TimeSpan.FromSeconds(30);

    private readonly TempDirectory _directory;
    private readonly ChildProcess _child;

    private StaticProcess(TempDirectory directory, ChildProcess child, Uri address, int bodyBytes)
    {
        _directory = directory;
        _child = child;
        Address = address;
        BodyBytes = bodyBytes;
    }

    public Uri Address { get; }

    public int BodyBytes { get; }

    public TimeSpan ProcessorTime => _child.ProcessorTime;

    /// <summary>Starts the server with the body that the program answers to this request.</summary>
    public static async Task<StaticProcess> StartAsync(CryptoFlowProcess program, string path)
    {
        var body = await program.Http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
        var directory = new TempDirectory();
        await File.WriteAllBytesAsync(directory.File("body"), body);
        var child = ChildProcess.StartOwn("CryptoFlow.Benchmarks", [Command, "--body", directory.File("body")]);
        try
        {
            var line = await child.LineAsync(l => l.StartsWith("http", StringComparison.Ordinal), StartsWithin, "the static server says where it listens");
            return new StaticProcess(directory, child, new Uri(line), body.Length);
        }
        catch
        {
            await child.DisposeAsync();
            directory.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _child.DisposeAsync();
        _directory.Dispose();
    }
}
