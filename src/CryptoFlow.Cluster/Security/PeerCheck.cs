using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CryptoFlow.Logging;
using Microsoft.Extensions.Logging;

namespace CryptoFlow.Cluster.Security;

/// <summary>Judges the certificates of other nodes, logs each refusal with its reason, and keeps the last refusal. One per process. Safe for concurrent use.</summary>
internal sealed class PeerCheck(TimeProvider time, ILogger<PeerCheck> logger)
{
    /// <summary><c>SslStream</c> checks a certificate for this purpose only on the side that has dialled.</summary>
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    /// <summary>A refused node dials again every few seconds, so the log gets at most one line in this time.</summary>
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(30);

    private readonly Lock _gate = new();
    private readonly RepeatedWarning _refused = new(time, LogEvery);
    private readonly RepeatedWarning _ended = new(time, LogEvery);
    private string? _lastRefusal;

    /// <summary>The last refusal, as a sentence; null for none.</summary>
    public string? LastRefusal => Volatile.Read(ref _lastRefusal);

    /// <summary>Why the certificate of another node is refused, as a sentence; null if it is accepted.</summary>
    /// <param name="authorities">The certificates of the authorities of the cluster.</param>
    /// <param name="peer">The certificate; null if the other side has shown none.</param>
    /// <param name="chain">The chain that <c>SslStream</c> has built.</param>
    /// <param name="from">The address of the other side, as Akka names it.</param>
    public string? FindRefusal(X509Certificate2Collection authorities, X509Certificate2? peer, X509Chain? chain, string from)
    {
        if (peer is null)
            return Refuse($"The connection with {from} is refused: the other side shows no certificate.");
        var (verdict, now) = (CertificateVerdict.Of(peer, authorities), time.GetUtcNow());
        if (verdict.Refusal(now, Dials(chain)) is { } reason)
            return Refuse($"The connection with {from} is refused: its certificate {peer.Subject} {reason}.");
        if (now > verdict.End)
            WarnOfEnd(peer.Subject, from, verdict.End);
        return null;
    }

    private static bool Dials(X509Chain? chain) => chain?.ChainPolicy.ApplicationPolicy.Cast<Oid>().Any(purpose => purpose.Value == ServerAuthentication) == true;

    private string Refuse(string sentence)
    {
        Volatile.Write(ref _lastRefusal, sentence);
        lock (_gate)
        {
            if (_refused.ShouldLog(out var others))
                logger.PeerRefused(sentence, others);
        }

        return sentence;
    }

    private void WarnOfEnd(string subject, string from, DateTimeOffset end)
    {
        lock (_gate)
        {
            if (_ended.ShouldLog(out var others))
                logger.PeerEnded(subject, from, CertificateVerdict.Text(end), others);
        }
    }
}
