using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace CryptoFlow.Cluster.Security;

/// <summary>What is to be said of a certificate at a moment. <see cref="Of"/> is pure.</summary>
/// <param name="Signed">Whether one of the authorities has signed it.</param>
/// <param name="From">The certificate is valid from then on.</param>
/// <param name="End">When it ends: the certificate itself, or the authority if that ends before.</param>
internal sealed record CertificateVerdict(bool Signed, DateTimeOffset From, DateTimeOffset End)
{
    /// <summary>
    /// A node that dials accepts a certificate that has ended since less than this time. Akka ends the node that has dialled when a handshake fails, so one certificate
    /// that was not renewed would end the nodes whose certificates are valid. The node with the ended certificate still cannot dial the others.
    /// </summary>
    public static readonly TimeSpan AcceptedByDiallers = TimeSpan.FromDays(14);

    /// <param name="certificate">The certificate.</param>
    /// <param name="authorities">The certificates of the authorities that are trusted; no other is.</param>
    public static CertificateVerdict Of(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;

        // The times are compared by the caller's clock, so that an ended certificate can be told from one of a stranger.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        var signed = chain.Build(certificate);
        return new CertificateVerdict(
            signed,
            chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotBefore)).Append(certificate.NotBefore).Max(),
            chain.ChainElements.Select(e => new DateTimeOffset(e.Certificate.NotAfter)).Append(certificate.NotAfter).Min());
    }

    /// <summary>Why the certificate is refused; null if it is accepted.</summary>
    /// <param name="now">The time.</param>
    /// <param name="dials">Whether the node that judges has dialled.</param>
    public string? Refusal(DateTimeOffset now, bool dials) => this switch
    {
        { Signed: false } => "is not signed by the authority of this cluster",
        _ when now < From => $"is valid from {Text(From)} UTC on only",
        _ when now > End + (dials ? AcceptedByDiallers : TimeSpan.Zero) => $"ended at {Text(End)} UTC",
        _ => null,
    };

    /// <summary>A time in a sentence.</summary>
    public static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
}
