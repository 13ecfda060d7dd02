using System.Diagnostics.CodeAnalysis;

namespace CryptoFlow.Messages;

/// <summary>The outcome of a request: the answer or the refusal. The caller must check <see cref="IsAnswered"/> before it uses either.</summary>
/// <typeparam name="TAnswer">The request's own reply.</typeparam>
/// <typeparam name="TRefusal">Says why there is no answer.</typeparam>
public readonly record struct Result<TAnswer, TRefusal>
    where TAnswer : class
    where TRefusal : class
{
    private Result(TAnswer? answer, TRefusal? refusal)
    {
        Answer = answer;
        Refusal = refusal;
    }

    public TAnswer? Answer { get; }

    public TRefusal? Refusal { get; }

    [MemberNotNullWhen(true, nameof(Answer))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsAnswered => Answer is not null;

    public static implicit operator Result<TAnswer, TRefusal>(TAnswer answer) => new(answer, null);

    public static implicit operator Result<TAnswer, TRefusal>(TRefusal refusal) => new(null, refusal);
}
