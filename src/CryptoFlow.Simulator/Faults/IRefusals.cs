using CryptoFlow.Simulator.Wire;

namespace CryptoFlow.Simulator.Faults;

/// <summary>How one exchange words the refusals that can be injected.</summary>
internal interface IRefusals
{
    /// <summary>The answer that <paramref name="fault"/> puts in the place of the real one.</summary>
    Reply For(Fault fault, long nowMs);
}
