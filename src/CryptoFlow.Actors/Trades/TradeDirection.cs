namespace CryptoFlow.Trades;

/// <summary>The direction of a trade.</summary>
public enum TradeDirection
{
    /// <summary>Earns when the price rises.</summary>
    Long = 1,

    /// <summary>Earns when the price falls.</summary>
    Short = 2,
}

/// <summary>The names of directions in API answers, in results and in the file.</summary>
public static class TradeDirectionNames
{
    /// <summary><c>LONG</c> or <c>SHORT</c>.</summary>
    public static string ToWireName(this TradeDirection direction) => direction switch
    {
        TradeDirection.Long => "LONG",
        TradeDirection.Short => "SHORT",
        _ => throw new ArgumentOutOfRangeException(nameof(direction), direction, "Not a direction."),
    };

    /// <summary>Parses a name that <see cref="ToWireName"/> returns.</summary>
    public static bool TryParse(string? text, out TradeDirection direction)
    {
        direction = text switch
        {
            "LONG" => TradeDirection.Long,
            "SHORT" => TradeDirection.Short,
            _ => default,
        };
        return direction != default;
    }
}
