using CryptoFlow.Messages;

namespace CryptoFlow.Storage.Commits;

/// <summary>The end of the commit log. With it a subscriber can distinguish a quiet time from lost messages.</summary>
/// <param name="Epoch">The epoch of the writer that opened the file last.</param>
/// <param name="Newest">The newest commit of the log. Its epoch is older than <paramref name="Epoch"/> until the writer has published a commit of its own.</param>
/// <param name="DatabaseId">The identity of the database; null if the file has none. Stamps of two databases cannot be compared.</param>
public sealed record CommitHead(long Epoch, CommitStamp Newest, string? DatabaseId) : IWireMessage;
