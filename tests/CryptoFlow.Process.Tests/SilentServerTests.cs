using CryptoFlow.Processes.Support;

namespace CryptoFlow.Processes;

/// <summary>The server owns the file and hangs (SIGSTOP). The commands report this in time. A command that only reads works without the server.</summary>
[Collection(TestLane.Commands)]
public sealed class SilentServerTests(PatientExchanges exchanges) : ProcessTest(exchanges)
{
    private const string Key = "a-key-of-enough-characters";

    [SkippableFact]
    public async Task Commands_beside_a_server_that_hangs_name_it_and_end()
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no SIGSTOP.");
        await using var server = await ServeAsync(Sets.Short, ("Api:Key", Key));
        await server.BackfillCompletedAsync(exchanges: 1, Patience);
        var csv = Directory.File("rows.csv");
        await File.WriteAllTextAsync(csv, "1672531200000,100,101,99,100,5\n");
        Assert.True(server.Child.Suspend());

        string[][] commands = [["backfill"], ["import", "--csv", csv, "--symbol", "BINANCE:LTCUSDT", "--tf", "1h"]];
        foreach (var command in commands)
        {
            await using var program = CryptoFlowProcess.RunCommand(EnvironmentFor(Sets.Short, ("Api:Key", Key)), [.. command, "--database", Database]);

            Assert.Equal(1, await program.ExitAsync(Patience));
            Assert.StartsWith($"The server (process {server.Child.Id}) at http://", Assert.Single(program.Error), StringComparison.Ordinal);
            Assert.Contains("has not answered for 5 s", program.Error[0], StringComparison.Ordinal);
        }

        Assert.True(server.Child.Resume());
        Assert.Equal(0, (await server.TerminateAsync(Patience)).ExitCode);
    }
}
