using CryptoFlow.Benchmarks.CommandLine;

return await BenchmarkCommands.Build().Parse(args).InvokeAsync();
