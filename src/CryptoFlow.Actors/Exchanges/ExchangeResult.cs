using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Exchanges;

/// <summary>The answer of an exchange, or the error. Only defects and cancellation throw.</summary>
public readonly record struct ExchangeResult<T>
    where T : class
{
    private ExchangeResult(T? value, ExchangeError? error)
    {
        Value = value;
        Error = error;
    }

    public T? Value { get; }

    public ExchangeError? Error { get; }

    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Value is not null;

    public static implicit operator ExchangeResult<T>(T value) => new(value, null);

    public static implicit operator ExchangeResult<T>(ExchangeError error) => new(null, error);
}
