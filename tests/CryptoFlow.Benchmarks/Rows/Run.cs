using CryptoFlow.Benchmarks.Measuring;

namespace CryptoFlow.Benchmarks.Rows;

/// <summary>One run of the tool: how much is measured, all chance, and who is told what is going on.</summary>
internal sealed record Run(Effort Effort, int Seed, Action<string> Say);
