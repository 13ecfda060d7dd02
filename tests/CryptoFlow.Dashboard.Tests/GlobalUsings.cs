global using CryptoFlow.Testing;
global using CryptoFlow.Testing.Processes;
