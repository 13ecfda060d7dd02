using CryptoFlow.Torture.CommandLine;

return await TortureCommands.Build().Parse(args).InvokeAsync();
