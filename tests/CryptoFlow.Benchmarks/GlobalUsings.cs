global using CryptoFlow.Market;
global using CryptoFlow.Testing;
global using CryptoFlow.Testing.Processes;
global using CryptoFlow.Testing.Reports;
