using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>The bodies of injected refusals of one exchange.</summary>
internal interface IRefusals
{
    /// <summary>The answer with which <paramref name="fault"/> replaces the real one.</summary>
    Reply For(Fault fault, long nowMs);
}
