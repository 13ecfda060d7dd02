using CryptoFlow.Web.CommandLine;

return await CryptoFlowCommands.RunAsync(args, CommandEnvironment.OfThisProcess());
