using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The outcome of a verb: lines, or the problem that kept it from running.</summary>
internal readonly record struct VerbAnswer(IEnumerable<OperationLine>? Lines, Problem? Problem)
{
    public static implicit operator VerbAnswer(Problem problem) => new(null, problem);

    public static implicit operator VerbAnswer(List<OperationLine> lines) => new(lines, null);
}
