namespace CryptoFlow.Collectors.Streams;

/// <summary>Receives the measured delays of the streams. Safe for concurrent use.</summary>
public interface IStreamSamples
{
    /// <summary>Measures nothing.</summary>
    static readonly IStreamSamples None = new Nothing();

    /// <summary>A candle that a stream has closed is committed.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="delay">Time from the candle's end to the closing message, by the exchange's clock, and from its arrival to COMMIT.</param>
    void AddDelay(Exchange exchange, TimeSpan delay);

    private sealed class Nothing : IStreamSamples
    {
        public void AddDelay(Exchange exchange, TimeSpan delay)
        {
        }
    }
}
