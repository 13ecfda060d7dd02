using CryptoFlow.Web.CommandLine;

if (FileLimit.Shortage() is { } sentence)
{
    Console.Error.WriteLine(sentence);
    return ExitCodes.Failure;
}

return await CryptoFlowCommands.RunAsync(args, CommandEnvironment.OfThisProcess());
