using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The outcome of a verb: lines, or the problem that kept it from running.</summary>
/// <param name="Lines">The lines as they come. A verb that watches something sends lines until the caller goes.</param>
/// <param name="Problem">Why the verb did not run.</param>
internal readonly record struct VerbAnswer(IAsyncEnumerable<OperationLine>? Lines, Problem? Problem = null)
{
    public static implicit operator VerbAnswer(Problem problem) => new(null, problem);

    public static implicit operator VerbAnswer(List<OperationLine> lines) => new(lines.ToAsyncEnumerable());
}
