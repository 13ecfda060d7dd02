namespace CryptoFlow.Simulator.Bitget;

/// <summary>Bitget's product types, ignoring case: three types, and a demo type (S…) of each. The simulator has contracts of one type only.</summary>
internal static class BitgetProduct
{
    /// <summary>The type that the simulator has.</summary>
    public const string Usdt = "USDT-FUTURES";

    private static readonly string[] Known = [Usdt, "COIN-FUTURES", "USDC-FUTURES", "SUSDT-FUTURES", "SCOIN-FUTURES", "SUSDC-FUTURES"];

    public static bool IsKnown(string? productType) => Known.Contains(productType, StringComparer.OrdinalIgnoreCase);

    public static bool IsUsdt(string? productType) => string.Equals(productType, Usdt, StringComparison.OrdinalIgnoreCase);
}
