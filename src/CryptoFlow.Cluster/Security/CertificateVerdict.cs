using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CryptoFlow.Cluster.Security;

/// <summary>The judgement of a certificate: who has signed it, and when it is valid. <see cref="Of"/> is pure.</summary>
/// <param name="Signed">Whether one of the authorities has signed it.</param>
/// <param name="From">Start of the validity.</param>
/// <param name="End">End of the validity: of the certificate or of its authority, whichever is earlier.</param>
internal sealed record CertificateVerdict(bool Signed, DateTimeOffset From, DateTimeOffset End)
{
    /// <summary>
    /// A dialling node accepts a certificate for this time after its end. Akka ends the dialling node when a handshake fails, so without this rule one certificate
    /// that was not renewed would end the nodes with valid certificates. The node with the expired certificate still cannot dial the others.
    /// </summary>
    public static readonly TimeSpan AcceptedByDiallers = TimeSpan.FromDays(14);

    /// <param name="certificate">The certificate.</param>
    /// <param name="authorities">The certificates of the only trusted authorities.</param>
    public static CertificateVerdict Of(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The caller compares the times, so that an expired certificate gets another reason than the certificate of a stranger.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        var signed = chain.Build(certificate);
        return new CertificateVerdict(
            signed,
            chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotBefore)).Append(certificate.NotBefore).Max(),
            chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotAfter)).Append(certificate.NotAfter).Min());
    }

    /// <summary>The reason of a refusal, as the end of a sentence; null if the certificate is accepted.</summary>
    /// <param name="now">The time.</param>
    /// <param name="dials">True if this node has dialled the other node.</param>
    public string? Refusal(DateTimeOffset now, bool dials) => this switch
    {
        { Signed: false } => "is not signed by the authority of this cluster",
        _ when now < From => $"is valid from {Text(From)} UTC on only",
        _ when now > End + (dials ? AcceptedByDiallers : TimeSpan.Zero) => $"ended at {Text(End)} UTC",
        _ => null,
    };

    /// <summary>Formats a time for a sentence.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
