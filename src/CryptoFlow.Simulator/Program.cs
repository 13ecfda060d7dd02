using CryptoFlow.Simulator.CommandLine;

return await new SimulatorCommand().Build().Parse(args).InvokeAsync();
