namespace CryptoFlow.Web.Http;

/// <summary>The shape of every error, for the OpenAPI document; <see cref="Http.Problem"/> writes it.</summary>
/// <param name="Type">about:blank: the status says what kind of problem it is.</param>
/// <param name="Title">The status in words.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">The same sentence as <paramref name="Error"/>.</param>
/// <param name="Error">One sentence that says what is allowed.</param>
internal sealed record ProblemDocument(string Type, string Title, int Status, string Detail, string Error);
