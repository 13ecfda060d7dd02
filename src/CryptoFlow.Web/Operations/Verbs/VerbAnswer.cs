using CryptoFlow.Web.Http;

namespace CryptoFlow.Web.Operations.Verbs;

/// <summary>The outcome of a verb: lines, or a problem.</summary>
/// <param name="Lines">The lines of the answer. A verb such as <c>cluster tail</c> sends lines until the caller disconnects.</param>
/// <param name="Problem">The reason why the verb did not run.</param>
internal readonly record struct VerbAnswer(IAsyncEnumerable<OperationLine>? Lines, Problem? Problem = null)
{
    public static implicit operator VerbAnswer(Problem problem) => new(null, problem);

    public static implicit operator VerbAnswer(List<OperationLine> lines) => new(lines.ToAsyncEnumerable());
}
