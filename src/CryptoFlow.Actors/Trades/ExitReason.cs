namespace CryptoFlow.Trades;

/// <summary>Why a position was closed.</summary>
public enum ExitReason
{
    /// <summary>The stop was touched, before or after the first target.</summary>
    Stop = 1,

    /// <summary>The second target was reached.</summary>
    Tp2 = 2,

    /// <summary>The position was open for as many candles as the exit rules allow.</summary>
    Timeout = 3,

    /// <summary>The strategy ordered the exit.</summary>
    Signal = 4,
}

/// <summary>The names of exit reasons in API answers, in results and in the file.</summary>
public static class ExitReasonNames
{
    /// <summary><c>STOP</c>, <c>TP2</c>, <c>TIMEOUT</c> or <c>SIGNAL</c>.</summary>
    public static string ToWireName(this ExitReason reason) => reason switch
    {
        ExitReason.Stop => "STOP",
        ExitReason.Tp2 => "TP2",
        ExitReason.Timeout => "TIMEOUT",
        ExitReason.Signal => "SIGNAL",
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a reason."),
    };

    /// <summary>Parses a name that <see cref="ToWireName"/> returns.</summary>
    public static bool TryParse(string? text, out ExitReason reason)
    {
        reason = text switch
        {
            "STOP" => ExitReason.Stop,
            "TP2" => ExitReason.Tp2,
            "TIMEOUT" => ExitReason.Timeout,
            "SIGNAL" => ExitReason.Signal,
            _ => default,
        };
        return reason != default;
    }
}
