namespace CryptoFlow.Market;

/// <summary>Identifies one run of a collector (a backfill or a sync), so that late completions of an earlier run are recognised and ignored.</summary>
public readonly record struct RunId(Guid Value)
{
    public static RunId New() => new(Guid.CreateVersion7());

    public static bool TryParse(string? text, out RunId run)
    {
        var ok = Guid.TryParse(text, out var value);
        run = new RunId(value);
        return ok;
    }

    public override string ToString() => Value.ToString("N");
}
