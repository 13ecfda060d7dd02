using System.Collections.Concurrent;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Security;

/// <summary>The nodes with which the last TLS handshake of this node has failed, each with a sentence. One per process. Safe for concurrent use.</summary>
internal sealed class DialFaults(TimeProvider time, ILogger<DialFaults> logger)
{
    /// <summary>A node dials an address again every few seconds, so the log gets at most one line in this time.</summary>
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, string> _sentences = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly RepeatedWarning _logged = new(time, LogEvery);

    /// <summary>One sentence for each of these nodes; empty for none.</summary>
    public string Sentences => string.Join(' ', _sentences.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => fault.Value));

    /// <param name="node">The address of the other node.</param>
    /// <param name="sentence">Why the handshake failed.</param>
    public void Add(string node, string sentence)
    {
        _sentences[node] = sentence;
        lock (_gate)
        {
            if (_logged.ShouldLog(out var others))
                logger.DialFailed(sentence, others);
        }
    }

    /// <summary>A handshake with the node has succeeded, or nobody listens at the address.</summary>
    public void Forget(string node) => _sentences.TryRemove(node, out _);
}
