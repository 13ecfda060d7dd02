using System.CommandLine;
using CryptoFlow.Acceptance;

var csv = new Option<string?>("--csv") { Description = "Folder of real candles for the simulated exchanges, instead of an invented market." };
var json = new Option<bool>("--json") { Description = "Print the result as one JSON object." };
var root = new RootCommand("Collects the default set from the simulated exchanges, at their real limits, and holds what came of it against the promises.") { csv, json };
root.SetAction(async (arguments, _) =>
{
    var result = await AcceptanceRun.RunAsync(arguments.GetValue(csv), message => Console.Error.WriteLine(message));
    Console.WriteLine(arguments.GetValue(json) ? result.ToJson() : result.ToTable());
    return result.IsMet ? 0 : 1;
});
return await root.Parse(args).InvokeAsync();
